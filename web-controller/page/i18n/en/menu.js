// The menu's texts.

const EN = {
  title: 'Steering',
  sensitivity: 'Full lock at {degrees}°',
  dead: 'Dead zone {degrees}°',
  curve: 'Curve {expo}',
  invert: 'Swap left and right',
  steady: 'Steady hands',
  vibration: 'Vibration',
  sound: 'Sound',
  recentre: 'Set the centre',
  calibrate: 'Learn my tilt',
  touch: 'Steer by touch',
  tilt: 'Steer by tilt',
  pause: 'Pause',
  leave: 'Leave the room',
  close: 'Done',
};

/** @typedef {keyof typeof EN} MenuKey */

export default EN;
