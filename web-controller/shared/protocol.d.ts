// Written by `cargo run -p full-tilt-bindings` from the Rust types. Do not edit.

/** Any JSON value. */
export type Json = {} | null;

/** A command from a client to the relay, after the welcome. */
export type Command =
  /** Host: release this slot's seat and close its socket. */
  | {
    /** The slot. */
    slot: number;
    type: "kick";
  }
  /** Host: open or close the room for new seats. */
  | {
    /** Whether new seats are refused. */
    locked: boolean;
    type: "lock";
  }
  /** Host: create a second token for this slot's seat, with which another phone may take it. */
  | {
    /** The slot. */
    slot: number;
    type: "invite";
  }
  /** Host: replace `direct` for every peer. */
  | {
    /** See `HelloRole::Host`. */
    direct: Json;
    type: "direct";
  }
  /** Peer: change the name. */
  | {
    /** The requested name, not yet cleaned. */
    name: string;
    type: "rename";
  }
  /** Peer: release the seat at once. */
  | {
    type: "leave";
  };

/** The body of `POST /api/rooms`; an empty body means the default. */
export type CreateRoom = {
  /** Number of seats in all, `1..=15`. */
  maxPeers: number;
};

/** A text from the game on the reliable channel. */
export type DirectGameText =
  /** The hello was accepted. */
  | {
    /** Always `true`. */
    hostConnected: boolean;
    /** Highest rate of lossy frames that the game requests, in hertz. */
    maxHz: number;
    /** The cleaned name. */
    name: string;
    /** Whether the phone had this seat before. */
    resumed: boolean;
    /** Always a peer's. */
    role: Role;
    /** The token for returning to this slot over the direct path. */
    seat: string;
    /** The phone's slot. */
    slot: number;
    type: "welcome";
  }
  /** The path ends, for the reason that this close code has at a relay. */
  | {
    /** See `CloseCode`. */
    code: number;
    type: "close";
  };

/** A text from a phone on the reliable channel. */
export type DirectPhoneText =
  /** The first text. */
  | {
    /** The requested name, not yet cleaned. */
    name: string;
    /** The protocol version, `VERSION`. */
    protocol: number;
    /** Always a peer. */
    role: Role;
    /** The seat token of an earlier direct welcome. */
    seat?: string | undefined;
    /** The token that the phone sends through the relay as well, if it has a seat there; see `PairingToken`. */
    tie?: string | undefined;
    type: "hello";
  }
  /** A new name. */
  | {
    /** The requested name, not yet cleaned. */
    name: string;
    type: "rename";
  }
  /** The phone releases its seat at once. */
  | {
    type: "leave";
  };

/** The body of every error response. */
export type ErrorBody = {
  /** The code, for programs. */
  error: ErrorCode;
  /** A sentence for users. */
  message: string;
};

/** The possible errors of a request, as the `error` member of the answer. */
export type ErrorCode = "bad_request" | "forbidden_origin" | "room_not_found" | "not_found" | "method_not_allowed" | "too_large" | "rate_limited" | "no_room_code" | "cannot_keep";

/** The first frame of every client. */
export type Hello = (
  /** The game, with the token it received when it created the room. */
  | {
    /** How phones reach the game directly; opaque to the relay, passed to every peer. */
    direct?: Json | undefined;
    role: "host";
    /** The host token. */
    token: string;
  }
  /** A phone. */
  | {
    /** The requested name, not yet cleaned. */
    name: string;
    role: "peer";
    /** The seat token of an earlier welcome, to return to the same slot, or an invitation to a seat. */
    seat?: string | undefined;
  }
) & {
  /** 0 for the main socket, 1 for a second one that carries lossy frames only. */
  lane?: number | undefined;
  /** The protocol version, `VERSION`. */
  protocol: number;
};

/** From the host to a phone. */
export type HostMessage =
  /** The player's identity on the big screen. */
  | {
    /** The colour as `#rrggbb`. */
    colour: string;
    /** The cleaned name. */
    name: string;
    /** The pattern: `plain`, `ring` or `band`. */
    pattern?: string | undefined;
    /** The shape: `circle`, `triangle`, `square`, `star` or `cross`. */
    shape: string;
    /** The slot. */
    slot: number;
    type: "you";
  }
  /** A vibration. */
  | {
    /** The pattern in milliseconds: on, off, on … */
    pattern: number[];
    type: "haptic";
  }
  /** A notice for the player. */
  | {
    /** The topic, for pages that use their own wording. */
    key?: NoticeKey | undefined;
    /** The text, an English sentence. */
    text: string;
    type: "notice";
  }
  /** Take the current pose as the neutral one and send `recenter`: this was requested at the big screen. */
  | {
    type: "recenter";
  }
  /** A message of the game to its part of the page. */
  | {
    /** The game's own data. */
    data: Json;
    type: "game";
  };

/** The input device of a phone. */
export type InputKind = "tilt" | "touch";

/** The topic of a notice. */
export type NoticeKey = "paused" | "resumed" | "tip_it" | "late" | (string & {});

/** A seat as the host sees it. */
export type PeerInfo = {
  /** Whether the phone's socket is open now. */
  connected: boolean;
  /** The cleaned name. */
  name: string;
  /** The slot, `0..15`. */
  slot: number;
};

/** The reason why a phone's socket is gone; its seat is kept for a while. */
export type PeerLeftReason = "closed" | "timeout" | "kicked" | "slow" | "rate_limited";

/** From a phone to the host. */
export type PhoneMessage =
  /** The player has tapped "Play" and is steering from now on. */
  | {
    /** The player's input device. */
    input: InputKind;
    type: "ready";
  }
  /** The current pose is the neutral one. */
  | {
    type: "recenter";
  }
  /** A short tap: start, or play again. */
  | {
    type: "tap";
  }
  /** The player's steering settings. */
  | SteeringSettings & {
    type: "settings";
  }
  /** The player requests a pause. */
  | {
    type: "pause";
  }
  /** The page is being hidden: the phone sleeps, or shows something else. Any later message means that the page is back. */
  | {
    type: "away";
  }
  /** A message of the game's part of the page to the game. */
  | {
    /** The game's own data. */
    data: Json;
    type: "game";
  };

/** A text frame from the relay. */
export type RelayText =
  /** The hello was accepted. */
  | Welcome & {
    type: "welcome";
  }
  /** To the host: a phone took or resumed a seat. */
  | {
    /** The cleaned name. */
    name: string;
    /** Whether the seat was kept from before. */
    resumed: boolean;
    /** The slot. */
    slot: number;
    type: "peer_joined";
  }
  /** To the host: a phone's socket is gone, but its seat is kept. */
  | {
    /** The reason. */
    reason: PeerLeftReason;
    /** The slot. */
    slot: number;
    type: "peer_left";
  }
  /** To the host: the slot is free. */
  | {
    /** The slot. */
    slot: number;
    type: "seat_released";
  }
  /** To the host: a phone changed its name. */
  | {
    /** The cleaned name. */
    name: string;
    /** The slot. */
    slot: number;
    type: "peer_renamed";
  }
  /** To the host: the answer to `Command::Invite`. */
  | {
    /** The invitation: a hello with this value as `seat` takes the seat, once. */
    seat: string;
    /** The slot. */
    slot: number;
    type: "invitation";
  }
  /** To a peer: the game is connected. */
  | {
    type: "host_joined";
  }
  /** To a peer: the game is gone, perhaps only for a moment. */
  | {
    type: "host_left";
  }
  /** To a peer: how to reach the game directly. */
  | {
    /** Opaque to the relay. */
    direct: Json;
    type: "direct";
  }
  /** To a peer: a new highest rate of lossy frames. */
  | {
    /** In hertz. */
    maxHz: number;
    type: "rate";
  }
  /** A frame from the client was not understood. */
  | {
    /** A snake_case code. */
    error: string;
    type: "error";
  };

/** The side of a room that a client is on. */
export type Role = "host" | "peer";

/** A room code such as `K7TQ`; always well formed and in capitals. */
export type RoomCode = string;

/** The answer to `POST /api/rooms`. */
export type RoomCreated = {
  /** The token that makes a client the room's host: at least 128 random bits, base64url. */
  hostToken: string;
  /** The new room. */
  room: RoomInfo;
};

/** A room as anyone may see it. */
export type RoomInfo = {
  /** The code that players type to join. */
  code: RoomCode;
  /** Unix time in milliseconds. */
  createdAt: number;
  /** Unix time in milliseconds. */
  expiresAt: number;
  /** Whether the game is connected. */
  hostConnected: boolean;
  /** Number of seats in all. */
  maxPeers: number;
  /** Number of taken seats. */
  peers: number;
};

/** A player's steering law; absent members keep their value. */
export type SteeringSettings = {
  /** Dead zone in degrees. */
  dead?: number | undefined;
  /** Exponent of the response curve. */
  expo?: number | undefined;
  /** Lean of full lock in degrees. */
  full?: number | undefined;
  /** Whether left and right are swapped. */
  invert?: boolean | undefined;
  /** Whether the game may extrapolate with the gyroscope, to compensate for the age of readings. */
  lead?: boolean | undefined;
  /** Lean that counts as straight ahead, in degrees, for each quarter turn of the screen, as set on an earlier visit. */
  neutral?: number[] | undefined;
  /** Whether to smooth out trembling hands. */
  steady?: boolean | undefined;
};

/** The relay's answer to a hello. */
export type Welcome =
  /** To the host. */
  | {
    /** See `Hello::lane`. */
    lane?: number | undefined;
    /** All taken seats. */
    peers: PeerInfo[];
    role: "host";
    /** The room. */
    room: RoomInfo;
  }
  /** To a phone. */
  | {
    /** How to reach the host directly, as sent by the host. */
    direct?: Json | undefined;
    /** Whether the game is connected. */
    hostConnected: boolean;
    /** See `Hello::lane`. */
    lane?: number | undefined;
    /** Highest rate of lossy frames that the relay requests, in hertz. */
    maxHz: number;
    /** The seat's name, if the seat was taken by invitation: the name in the hello was ignored. */
    name?: string | undefined;
    /** Whether the seat was kept from before. */
    resumed: boolean;
    role: "peer";
    /** The room. */
    room: RoomInfo;
    /** The token for returning to this slot. */
    seat: string;
    /** The phone's slot. */
    slot: number;
  };
