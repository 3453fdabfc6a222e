// Texts of the play screen that come a little after its start, or not at all.

const EN = {
  stepHold: 'Hold the phone the way you like',
  stepLeft: 'Now tip it left',
  stepRight: 'And tip it right',
  stepSkip: 'Tap to skip',
  stepDone: 'That is your tilt',
  copyLink: 'Copy the link',
  copied: 'Link copied',
};

export default EN;
