// Before the first paint: the theme this person chose, and that scripts run here.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const saved = localStorage.getItem("theme");
    if (saved === "dark" || saved === "light") root.dataset.theme = saved;
  } catch { /* private mode: the system's theme stands */ }
})();
