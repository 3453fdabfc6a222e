// The menu's texts about the transport in use, and, as far as a page can know, the reason it is not the direct one.

const EN = {
  isDirect: 'Direct',
  isRelay: 'Via the relay',
  direct: 'The phone talks straight to the game, over this network.',
  coming: 'Trying a direct connection.',
  none: 'The game offers no direct connection.',
  unsupported: 'This browser has no WebRTC, which a direct connection needs.',
  blocked: 'This browser keeps the page from the local network.',
  unreachable:
    'The game did not answer directly: phone and game are in different networks, or the network or a firewall keeps them apart.',
  refused: 'Another program answered instead of the game. Scan the code again.',
  over: 'The direct connection was lost and is being retried.',
};

/** @typedef {keyof typeof EN} WayKey */

export default EN;
