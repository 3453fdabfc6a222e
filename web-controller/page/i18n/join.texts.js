// What is said of a code that somebody types, one table per language.

const EN = {
  codeChecking: 'Looking for the room…',
  codeEmpty: 'Type the four characters shown on the big screen.',
  codeLength: 'A code has four characters; this one has {count}.',
  codeCharacter: '“{character}” is never part of a code. Look again: codes leave out 0, 1, 8, B, C, I and O.',
  codeLink: 'There is no code in this link. Scan the code on the big screen, or type it.',
  codeUnknown: 'There is no room {code}. Check the code on the big screen.',
  codeTooMany: 'Too many tries from this network. Wait {seconds} seconds, then try again.',
  codeFailed: 'The server gave no useful answer. Try again in a moment.',
  codeNoRelay: 'This page knows no rooms. Scan the code on the big screen instead.',
  codeOffline: 'The server cannot be reached. Check the connection of this phone.',
};

/** @typedef {keyof typeof EN} JoinKey */

/** @type {Record<JoinKey, string>} */
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
};

/** @type {{ en: Record<JoinKey, string> } & Record<string, Record<JoinKey, string>>} */
export const JOIN = { en: EN, de: DE };
