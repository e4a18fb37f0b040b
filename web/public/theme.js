// Runs before the first paint, so that a chosen theme never flashes the other one. The page's policy allows no inline script.
(function () {
  try {
    const theme = localStorage.getItem('stepify.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be switched off: the system's theme is shown.
  }
})();
