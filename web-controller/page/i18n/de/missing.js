// The German of `en/missing.js`.

/** @type {typeof import('../en/missing.js').default} */
const DE = {
  denied: 'Die Bewegungssensoren wurden nicht erlaubt.',
  denied_mend: 'Zum Neigen: Browser ganz schließen, Code neu scannen und Bewegung erlauben.',
  blocked: 'Die Bewegungssensoren sind für diese Website gesperrt.',
  blocked_mend: 'Zum Neigen: Website-Einstellungen neben der Adresse öffnen, Sensoren erlauben, neu laden.',
  none: 'Dieses Gerät hat keinen Bewegungssensor.',
  none_mend: 'Zum Neigen: Link auf einem Telefon öffnen.',
  silent: 'Der Bewegungssensor antwortet nicht.',
  silent_mend: 'Zum Neigen: Link direkt in Safari oder Chrome öffnen und Bewegungssensoren erlauben.',
  insecure: 'Bewegungssensoren brauchen eine sichere Seite (https).',
  insecure_mend: 'Zum Neigen: den https-Link öffnen, den das Spiel zeigt.',
  lost: 'Der Bewegungssensor schweigt.',
  lost_mend: 'Sobald er antwortet, lenkt wieder die Neigung.',
  in_app: 'Der Browser dieser App hat keinen Bewegungssensor.',
  in_app_mend: 'Zum Neigen: Link in Safari oder Chrome öffnen.',
};

export default DE;
