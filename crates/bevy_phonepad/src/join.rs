//! How phones join: the link, and its QR code as a UI node.

use bevy::{
    asset::RenderAssetUsages,
    image::ImageSampler,
    prelude::*,
    render::render_resource::{Extent3d, TextureDimension, TextureFormat},
};
use phonepad_host::{JoinLinks, LinkState, qr};
use phonepad_protocol::RoomCode;

use crate::messages::{HostEvent, PhoneHost};

/// The current ways for phones to join.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct JoinInfo {
    /// The links into the room; `None` while nobody can join. They contain a secret: show them, but do not log them.
    pub links: Option<JoinLinks>,
    /// The code that players type into the page.
    pub room: Option<RoomCode>,
    /// The reason why phones cannot join, or may be unable to, in words for users.
    pub trouble: Option<String>,
}

/// A UI node that shows the join link as a QR code, which is updated when the link changes.
#[derive(Component, Debug, Clone)]
#[require(Node)]
pub struct JoinQr {
    /// Width and height of the code with its white margin.
    pub size: Val,
}

impl Default for JoinQr {
    fn default() -> Self {
        Self { size: Val::VMin(40.0) }
    }
}

pub(crate) fn follow(mut events: MessageReader<HostEvent>, host: Res<PhoneHost>, mut info: ResMut<JoinInfo>) {
    let affected = events.read().filter(|HostEvent(event)| event.affects_joining()).count() > 0;
    if !affected && !host.is_added() {
        return;
    }
    let trouble = match host.state() {
        LinkState::Retrying { reason, .. } | LinkState::Failed(reason) => Some(reason.clone()),
        LinkState::Connecting | LinkState::Ready { .. } => host.warning().map(str::to_owned),
    };
    info.set_if_neq(JoinInfo { links: host.join_links(None), room: host.room(), trouble });
}

pub(crate) fn show_codes(
    info: Res<JoinInfo>,
    mut codes: Query<(Entity, Ref<JoinQr>, &mut Node)>,
    images: Option<ResMut<Assets<Image>>>,
    mut commands: Commands,
) {
    let Some(mut images) = images else { return };
    for (entity, code, mut node) in &mut codes {
        if !info.is_changed() && !code.is_changed() {
            continue;
        }
        (node.width, node.height) = (code.size, code.size);
        match info.links.as_ref().and_then(|links| qr_image(&links.first)) {
            Some(image) => commands.entity(entity).insert(ImageNode::new(images.add(image))),
            None => commands.entity(entity).remove::<ImageNode>(),
        };
    }
}

/// Returns an image of a link's QR code, or `None` if the link is too long. It has one pixel per module; the sampler keeps
/// edges sharp at any size.
pub fn qr_image(link: &str) -> Option<Image> {
    let code = qr::modules(link)?;
    let side = code.width as u32;
    let pixels = code.dark.iter().map(|&dark| if dark { 0 } else { 255 }).flat_map(|grey| [grey, grey, grey, 255]);
    let mut image = Image::new(
        Extent3d { width: side, height: side, depth_or_array_layers: 1 },
        TextureDimension::D2,
        pixels.collect(),
        TextureFormat::Rgba8UnormSrgb,
        RenderAssetUsages::RENDER_WORLD,
    );
    image.sampler = ImageSampler::nearest();
    Some(image)
}
