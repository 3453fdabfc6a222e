//! The platforms: everything that differs between the desktop program and the web page, and the start of both. Nothing
//! else in the game may depend on the platform, nor on this folder.

#[cfg(not(target_family = "wasm"))]
pub(crate) mod desktop;
#[cfg(target_family = "wasm")]
mod web;

#[cfg(not(target_family = "wasm"))]
pub use desktop::run;
#[cfg(target_family = "wasm")]
pub use web::run;
