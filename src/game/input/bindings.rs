//! Bindings of keys and buttons to actions; every one of them can be changed.

use bevy::prelude::*;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An action that keys and buttons trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Action {
    Left,
    Right,
    Start,
    Pause,
    Back,
    Mode,
    Settings,
    Diagnostics,
    FullScreen,
}

impl Action {
    /// All actions, in the order of the settings.
    pub(crate) const ALL: [Self; 9] = [
        Self::Left,
        Self::Right,
        Self::Start,
        Self::Pause,
        Self::Back,
        Self::Mode,
        Self::Settings,
        Self::Diagnostics,
        Self::FullScreen,
    ];

    /// Returns the display name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Left => "steer left",
            Self::Right => "steer right",
            Self::Start => "start, resume, act",
            Self::Pause => "pause",
            Self::Back => "back",
            Self::Mode => "change mode",
            Self::Settings => "settings",
            Self::Diagnostics => "diagnostics",
            Self::FullScreen => "full screen",
        }
    }
}

/// Keys and buttons of each action, in the order of [`Action::ALL`]. The left stick always steers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bindings {
    keys: Vec<Vec<KeyCode>>,
    buttons: Vec<Vec<GamepadButton>>,
}

impl Default for Bindings {
    fn default() -> Self {
        use GamepadButton as B;
        use KeyCode as K;
        Self {
            keys: vec![
                vec![K::ArrowLeft, K::KeyA],
                vec![K::ArrowRight, K::KeyD],
                vec![K::Space, K::Enter, K::NumpadEnter],
                vec![K::KeyP],
                vec![K::Escape],
                vec![K::KeyM],
                vec![K::F1],
                vec![K::F3],
                vec![K::F11],
            ],
            buttons: vec![
                vec![B::DPadLeft, B::LeftTrigger],
                vec![B::DPadRight, B::RightTrigger],
                vec![B::South],
                vec![B::Start],
                vec![B::East],
                vec![B::North],
                vec![B::Select],
                vec![],
                vec![],
            ],
        }
    }
}

impl Bindings {
    /// Returns the keys of an action.
    pub(crate) fn keys(&self, action: Action) -> &[KeyCode] {
        self.keys.get(action as usize).map_or(&[], Vec::as_slice)
    }

    /// Returns the gamepad buttons of an action.
    pub(crate) fn buttons(&self, action: Action) -> &[GamepadButton] {
        self.buttons.get(action as usize).map_or(&[], Vec::as_slice)
    }

    /// Makes a key the only one of an action, and removes it from all others.
    pub(crate) fn set_key(&mut self, action: Action, key: KeyCode) {
        rebind(&mut self.keys, action, key);
    }

    /// Makes a gamepad button the only one of an action, and removes it from all others.
    pub(crate) fn set_button(&mut self, action: Action, button: GamepadButton) {
        rebind(&mut self.buttons, action, button);
    }

    /// Returns the display name of an action's first key, or a dash if it has none.
    pub(crate) fn key_name(&self, action: Action) -> String {
        self.keys(action).first().map_or_else(|| "–".to_owned(), |key| key_name(*key))
    }
}

fn rebind<T: PartialEq>(all: &mut [Vec<T>], action: Action, input: T) {
    for inputs in all.iter_mut() {
        inputs.retain(|other| *other != input);
    }
    if let Some(inputs) = all.get_mut(action as usize) {
        *inputs = vec![input];
    }
}

/// Returns a key's name as printed on a keyboard.
pub(crate) fn key_name(key: KeyCode) -> String {
    match key {
        KeyCode::Escape => "Esc".to_owned(),
        key => {
            let name = format!("{key:?}");
            ["Key", "Digit", "Arrow"]
                .into_iter()
                .find_map(|prefix| name.strip_prefix(prefix))
                .unwrap_or(&name)
                .to_owned()
        }
    }
}

/// Keys that can be bound: those that every desktop distinguishes by their position.
const KEYS: [KeyCode; 78] = {
    use KeyCode::*;
    [
        KeyA,
        KeyB,
        KeyC,
        KeyD,
        KeyE,
        KeyF,
        KeyG,
        KeyH,
        KeyI,
        KeyJ,
        KeyK,
        KeyL,
        KeyM,
        KeyN,
        KeyO,
        KeyP,
        KeyQ,
        KeyR,
        KeyS,
        KeyT,
        KeyU,
        KeyV,
        KeyW,
        KeyX,
        KeyY,
        KeyZ,
        Digit0,
        Digit1,
        Digit2,
        Digit3,
        Digit4,
        Digit5,
        Digit6,
        Digit7,
        Digit8,
        Digit9,
        F1,
        F2,
        F3,
        F4,
        F5,
        F6,
        F7,
        F8,
        F9,
        F10,
        F11,
        F12,
        ArrowLeft,
        ArrowRight,
        ArrowUp,
        ArrowDown,
        Space,
        Enter,
        NumpadEnter,
        Escape,
        Tab,
        Backspace,
        ShiftLeft,
        ShiftRight,
        ControlLeft,
        ControlRight,
        AltLeft,
        AltRight,
        Comma,
        Period,
        Slash,
        Semicolon,
        Quote,
        BracketLeft,
        BracketRight,
        Minus,
        Equal,
        Backquote,
        Numpad4,
        Numpad6,
        Home,
        End,
    ]
};

/// Returns whether a key can be bound.
pub(crate) fn is_bindable(key: KeyCode) -> bool {
    KEYS.contains(&key)
}

/// An action's bindings in the file, by name, so that the file is readable. Unknown names are skipped.
#[derive(Serialize, Deserialize)]
struct Names {
    action: String,
    keys: Vec<String>,
    buttons: Vec<String>,
}

impl Serialize for Bindings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let names = Action::ALL.map(|action| Names {
            action: format!("{action:?}"),
            keys: self.keys(action).iter().map(|key| format!("{key:?}")).collect(),
            buttons: self.buttons(action).iter().map(|button| format!("{button:?}")).collect(),
        });
        names.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Bindings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut bindings = Self::default();
        for names in Vec::<Names>::deserialize(deserializer)? {
            let Some(action) = Action::ALL.into_iter().find(|action| format!("{action:?}") == names.action) else {
                continue;
            };
            let known = |name: &String| KEYS.into_iter().find(|key| format!("{key:?}") == *name);
            bindings.keys[action as usize] = names.keys.iter().filter_map(known).collect();
            let known = |name: &String| GamepadButton::all().into_iter().find(|button| format!("{button:?}") == *name);
            bindings.buttons[action as usize] = names.buttons.iter().filter_map(known).collect();
        }
        Ok(bindings)
    }
}
