// Friendly names for players who do not want to type one.

const ADJECTIVES = [
  'Amber', 'Bold', 'Brisk', 'Calm', 'Clever', 'Cosmic', 'Dapper', 'Daring', 'Eager', 'Electric', 'Fearless', 'Frosty',
  'Gentle', 'Golden', 'Happy', 'Jolly', 'Keen', 'Lively', 'Lucky', 'Mellow', 'Mighty', 'Nimble', 'Plucky', 'Quick',
  'Rapid', 'Silver', 'Sly', 'Sunny', 'Swift', 'Tidy', 'Velvet', 'Witty', 'Zesty',
];
const ANIMALS = [
  'Badger', 'Bison', 'Cheetah', 'Crane', 'Dolphin', 'Falcon', 'Ferret', 'Finch', 'Fox', 'Gecko', 'Hare', 'Heron', 'Ibex',
  'Jackal', 'Kestrel', 'Koala', 'Lemur', 'Lynx', 'Marten', 'Newt', 'Ocelot', 'Otter', 'Owl', 'Panda', 'Puffin', 'Raven',
  'Salmon', 'Seal', 'Stoat', 'Swallow', 'Tapir', 'Walrus', 'Wombat',
];

/** A name of an adjective and an animal, never over 24 characters. @param {() => number} [random] 0 to 1 */
export function friendlyName(random = Math.random) {
  const pick = (/** @type {string[]} */ words) => words[Math.floor(random() * words.length)] ?? words[0];
  return `${pick(ADJECTIVES)} ${pick(ANIMALS)}`;
}
