//! DTLS as str0m uses it, with a [`SctpFilter`] between it and SCTP. From the outside, a session that exceeds a limit
//! looks as if the phone had closed it.

use std::time::Instant;

use str0m::crypto::{
    CryptoError, CryptoProvider,
    dtls::{DtlsCert, DtlsImplError, DtlsInstance, DtlsOutput, DtlsProvider, DtlsVersion, ProtocolVersion},
};

use super::sctp_filter::{Excess, SctpFilter};

/// The cryptography of the game's end.
pub(super) fn filtering_provider() -> CryptoProvider {
    CryptoProvider { dtls_provider: &FilteringProvider, ..str0m::crypto::from_feature_flags() }
}

#[derive(Debug)]
struct FilteringProvider;

impl DtlsProvider for FilteringProvider {
    fn generate_certificate(&self) -> Option<DtlsCert> {
        str0m::crypto::from_feature_flags().dtls_provider.generate_certificate()
    }

    fn new_dtls(
        &self,
        cert: &DtlsCert,
        now: Instant,
        version: DtlsVersion,
        mtu: Option<usize>,
    ) -> Result<Box<dyn DtlsInstance>, CryptoError> {
        let inner = str0m::crypto::from_feature_flags().dtls_provider.new_dtls(cert, now, version, mtu)?;
        Ok(Box::new(FilteredDtls { inner, filter: SctpFilter::new(now), has_ended: false }))
    }
}

#[derive(Debug)]
struct FilteredDtls {
    inner: Box<dyn DtlsInstance>,
    filter: SctpFilter,
    /// Whether a limit was exceeded: nothing passes any more.
    has_ended: bool,
}

impl FilteredDtls {
    fn check(&mut self, result: Result<(), Excess>) {
        if let Err(excess) = result
            && !self.has_ended
        {
            tracing::warn!(?excess, "a phone exceeded a limit of the direct path and was disconnected");
            self.has_ended = true;
        }
    }
}

impl DtlsInstance for FilteredDtls {
    fn set_active(&mut self, active: bool) {
        self.inner.set_active(active);
    }

    fn handle_packet(&mut self, packet: &[u8]) -> Result<(), DtlsImplError> {
        self.inner.handle_packet(packet)
    }

    fn poll_output<'a>(&mut self, buffer: &'a mut [u8]) -> DtlsOutput<'a> {
        match self.inner.poll_output(buffer) {
            DtlsOutput::ApplicationData(data) => {
                if !self.has_ended {
                    let result = self.filter.receive(data);
                    self.check(result);
                }
                if self.has_ended { DtlsOutput::CloseNotify } else { DtlsOutput::ApplicationData(data) }
            }
            DtlsOutput::Timeout(at) => DtlsOutput::Timeout(self.filter.due().map_or(at, |due| due.min(at))),
            other => other,
        }
    }

    fn handle_timeout(&mut self, now: Instant) -> Result<(), DtlsImplError> {
        self.filter.tick(now);
        self.inner.handle_timeout(now)
    }

    fn send_application_data(&mut self, data: &[u8]) -> Result<(), DtlsImplError> {
        let result = self.filter.send(data);
        self.check(result);
        self.inner.send_application_data(data)
    }

    fn is_active(&self) -> bool {
        self.inner.is_active()
    }

    fn protocol_version(&self) -> Option<ProtocolVersion> {
        self.inner.protocol_version()
    }

    fn is_closing(&self) -> bool {
        self.inner.is_closing()
    }

    fn is_closed(&self) -> bool {
        self.inner.is_closed()
    }

    fn close(&mut self) -> Result<(), DtlsImplError> {
        self.inner.close()
    }
}
