// The menu's texts about the transport in use, and, as far as a page can know, the reason it is not the direct one.

const EN = {
  isDirect: 'Direct',
  isRelay: 'By the relay',
  direct: 'The phone talks straight to the game, over this network.',
  coming: 'A direct way is being tried.',
  none: 'The game offers no direct way.',
  unsupported: 'This browser has no WebRTC, which the direct way needs.',
  blocked: 'This browser keeps the page from the local network.',
  unreachable:
    'The direct way got no answer: phone and game are in different networks, or the network keeps devices apart, or a firewall does.',
  refused: 'Another program answered on the direct way. Scan the code again.',
  over: 'The direct way has broken off and is being tried again.',
};

/** @typedef {keyof typeof EN} WayKey */

export default EN;
