// Runs before the first paint: the person's choice of light or dark, when there is one.
try {
  const chosen = localStorage.getItem("anliu-theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch { /* storage is switched off: the system's choice stands */ }
