// The page's German texts for play and for the cases in which it cannot begin, loaded as one.

export { default as end } from './end.js';
export { default as fault } from './fault.js';
export { default as join } from './join.js';
export { default as menu } from './menu.js';
export { default as missing } from './missing.js';
export { default as play } from './play.js';
export { default as way } from './way.js';
