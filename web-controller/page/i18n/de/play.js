// The German of `en/play.js`.

/** @type {typeof import('../en/play.js').default} */
const DE = {
  stepHold: 'Halte das Telefon, wie du magst',
  stepLeft: 'Jetzt nach links neigen',
  stepRight: 'Und nach rechts neigen',
  stepSkip: 'Tippen überspringt das',
  stepDone: 'Das ist deine Neigung',
  copyLink: 'Link kopieren',
  copied: 'Link kopiert',
};

export default DE;
