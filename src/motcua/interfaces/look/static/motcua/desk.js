// The desk with the keyboard: the pane follows the cursor, Enter opens, a letter acts. Works without.
(() => {
  const types = (target) => target.matches("input:not([type=checkbox]):not([type=radio]),textarea,select");
  const current = () => document.querySelector(".mc-queue .cur");

  // The pane is fetched as the same page with another choice, and only its section is taken over.
  let wanted = "";
  const show = async (row) => {
    const link = row?.querySelector("[data-beside]");
    const pane = document.querySelector("#ho-so");
    if (!link || !pane) return;
    wanted = link.href;
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
    if (wanted !== link.href) return; // The cursor has moved on.
    if (!answer.ok) return location.assign(link.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    pane.replaceChildren(...page.querySelector("#ho-so").childNodes);
    history.replaceState(null, "", link.href.split("#")[0]);
    row.parentNode.querySelector("[aria-current]")?.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
  };

  let timer;
  const act = (event) => {
    const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  };
  document.addEventListener("keydown", (event) => {
    if (/^F\d+$/.test(event.key)) return act(event); // Also while one types.
    if (types(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "j" || event.key === "k") {
      clearTimeout(timer);
      timer = setTimeout(() => show(current()), 150);
    } else if (event.key === "Enter" && !event.target.closest("a,button,summary,input") && current()) {
      location.assign(current().dataset.page);
    } else if (event.key.length === 1) {
      act(event);
    }
  });

  // On a wide window a click on a row shows it beside the list without loading the page anew.
  document.querySelectorAll(".mc-queue [data-beside]").forEach((link) =>
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || innerWidth < 1200) return;
      event.preventDefault();
      const row = link.closest("tr");
      current()?.classList.remove("cur");
      row.classList.add("cur");
      show(row);
    }),
  );

  // All at once, or none: a list where many are chosen.
  document.querySelectorAll("[data-all]").forEach((all) =>
    all.addEventListener("change", () =>
      document.querySelectorAll(all.dataset.all).forEach((one) => {
        if (one.checked !== all.checked) one.click();
      }),
    ),
  );
})();
