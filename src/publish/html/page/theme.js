'use strict';

// The theme: that of the system, unless somebody has switched.
(() => {
  const theme = /** @type {HTMLElement} */ (document.getElementById('theme'));
  const isDark = () => {
    const chosen = document.documentElement.dataset.theme;
    return chosen === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark';
  };
  const nameTheme = () => (theme.textContent = isDark() ? 'Light theme' : 'Dark theme');
  theme.addEventListener('click', () => {
    document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
    nameTheme();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', nameTheme);
  theme.hidden = false;
  nameTheme();
})();
