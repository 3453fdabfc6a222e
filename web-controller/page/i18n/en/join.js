// Messages about a typed code.

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
  openGame: 'Open the game on a big screen',
};

/** @typedef {keyof typeof EN} JoinKey */

export default EN;
