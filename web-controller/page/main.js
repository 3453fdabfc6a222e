// Starts the page.

import { App } from './app.js';
import { loadLanguage } from './i18n/texts.js';

new App(await loadLanguage(navigator.languages)).start();
// Without an invitation this may be the big screen.
if (!/[?&#](room|k)=/i.test(location.search + location.hash))
  void import('./lib/landing.js').then(({ land }) => land()).catch(() => {});
// Takes effect only where the certificate is good, and does no harm where it is not.
void navigator.serviceWorker?.register('./sw.js').catch(() => {});
