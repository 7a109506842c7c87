// A step of an e-form: it saves itself, and questions come and go with the answers. Works without.
(() => {
  // A file is sent when it is chosen: who went on without the button would lose it unseen.
  document.querySelectorAll("form[data-sends-itself]").forEach((one) => {
    one.addEventListener("change", () => one.requestSubmit());
  });
  document.querySelectorAll("[data-with-script]").forEach((one) => (one.hidden = false));

  const form = document.querySelector("form[data-autosave], form[data-asks]");
  const said = document.querySelector("[data-saved]");
  if (!form) return;

  // Which answers a question depends on: the server says it in words, never in code.
  const elsewhere = JSON.parse(form.dataset.answers || "{}");
  const conditional = [...form.querySelectorAll("[data-shown-if]")];
  const answerAt = (path) => {
    const controls = [...form.elements].filter((one) => one.name === path);
    if (!controls.length) return undefined;
    if (controls[0].type === "checkbox") return controls.filter((one) => one.checked).map((one) => one.value);
    if (controls[0].type === "radio") return controls.find((one) => one.checked)?.value ?? "";
    return controls[0].value;
  };
  const answerOf = (field, before) =>
    (before ? answerAt(`${before}.${field}`) : undefined) ?? answerAt(field) ?? elsewhere[field];
  const same = (given, wanted) =>
    given === wanted || (wanted === true && given === "yes") || (wanted === false && given === "no") ||
    String(given ?? "") === String(wanted);
  const holds = (one, before) => {
    if (one.kind === "all") return one.parts.every((part) => holds(part, before));
    if (one.kind === "any") return one.parts.some((part) => holds(part, before));
    if (one.kind === "not") return !holds(one.parts[0], before);
    const given = answerOf(one.field, before);
    if (one.kind === "given") return (given !== undefined && given.length !== 0) === one.values[0];
    return [given].flat().some((value) => one.values.some((wanted) => same(value, wanted)));
  };
  const refresh = () =>
    conditional.forEach((box) => {
      box.hidden = !holds(JSON.parse(box.dataset.shownIf), box.dataset.before);
    });
  form.addEventListener("change", refresh);
  refresh();

  if (!form.dataset.autosave) return; // At a counter nothing is kept before it is sent.

  // Saving by itself: a second after the last key, and again when the network is back.
  let timer, waits = false, kept = "";
  const time = () => new Date().toLocaleTimeString("vi", { hour: "numeric", minute: "2-digit" });
  const say = (words, when = time()) => {
    said.querySelector("span").textContent = words.replace("{time}", when);
  };
  const save = async () => {
    const sent = new FormData(form);
    const content = JSON.stringify([...sent]);
    if (content === kept) return;
    say(said.dataset.saving);
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: sent, redirect: "error" });
      if (!answer.ok) throw new Error(answer.status);
      kept = content;
      waits = false;
      say(said.dataset.done, (await answer.json()).saved_at);
    } catch {
      waits = true;
      say(said.dataset.failed);
    }
  };
  kept = JSON.stringify([...new FormData(form)]);
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 1000);
  });
  addEventListener("online", () => waits && save());
  form.addEventListener("submit", () => clearTimeout(timer));
})();
