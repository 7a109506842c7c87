// Theme, printing, copying, keys in a queue, lists that narrow. Every page works without it.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

  const isDark = () =>
    root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  each("[data-theme-switch]", (button) =>
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      // The server writes the choice into the next page, so no script must run before it is painted.
      const secure = location.protocol === "https:" ? ";secure" : "";
      document.cookie = `${root.dataset.themeCookie}=${root.dataset.theme};path=/;max-age=31536000;samesite=lax${secure}`;
    }),
  );

  each("[data-focus]", (summary) => summary.focus());
  each("[data-print]", (button) => button.addEventListener("click", () => print()));
  each("[data-copy]", (button) =>
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
      button.querySelector("span").textContent = button.dataset.copied;
    }),
  );

  // An open menu closes with Escape and gives the focus back.
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.querySelector(".mc-menu[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });

  // A list narrows while one types; without the script its form asks the server.
  const plain = (text) =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();
  each("[data-narrows]", (input) => {
    const list = document.querySelector(input.dataset.narrows);
    const items = [...list.children].map((item) => [item, plain(item.textContent)]);
    const nothing = document.querySelector(`${input.dataset.narrows}-nothing`);
    input.addEventListener("input", () => {
      const words = plain(input.value).split(/\s+/);
      let left = 0;
      items.forEach(([item, text]) => {
        item.hidden = !words.every((word) => text.includes(word));
        left += item.hidden ? 0 : 1;
      });
      if (nothing) nothing.hidden = left > 0;
    });
  });

  const rows = [...document.querySelectorAll(".mc-queue tbody tr")];
  if (!rows.length) return;
  const move = (step) => {
    const at = Math.max(0, rows.findIndex((row) => row.classList.contains("cur")));
    const to = Math.min(rows.length - 1, Math.max(0, at + step));
    rows[at].classList.remove("cur");
    rows[to].classList.add("cur");
    rows[to].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    const types = event.target.matches("input:not([type=checkbox]),textarea,select");
    if (types || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "x") document.querySelector(".mc-queue .cur input")?.click();
    else if (event.key === "/") {
      event.preventDefault();
      document.querySelector(".mc-find input")?.focus();
    }
  });
  rows.forEach((row) =>
    row.querySelector("input")?.addEventListener("change", (event) => row.classList.toggle("sel", event.target.checked)),
  );
})();
