// The German of `en/join.js`.

/** @type {typeof import('../en/join.js').default} */
const DE = {
  codeChecking: 'Der Raum wird gesucht…',
  codeEmpty: 'Tippe die vier Zeichen ein, die auf dem großen Bildschirm stehen.',
  codeLength: 'Ein Code hat vier Zeichen; dieser hat {count}.',
  codeCharacter: '„{character}“ kommt in keinem Code vor. Schau noch einmal hin: 0, 1, 8, B, C, I und O gibt es nicht.',
  codeLink: 'In diesem Link steht kein Code. Scanne den Code auf dem großen Bildschirm oder tippe ihn ein.',
  codeUnknown: 'Es gibt keinen Raum {code}. Vergleiche den Code auf dem großen Bildschirm.',
  codeTooMany: 'Zu viele Versuche aus diesem Netz. Warte {seconds} Sekunden und versuche es dann wieder.',
  codeFailed: 'Der Server hat nicht richtig geantwortet. Versuche es gleich noch einmal.',
  codeNoRelay: 'Diese Seite kennt keine Räume. Scanne stattdessen den Code auf dem Bildschirm.',
  codeOffline: 'Der Server ist nicht erreichbar. Prüfe die Verbindung dieses Telefons.',
  openGame: 'Spiel auf einem großen Bildschirm öffnen',
};

export default DE;
