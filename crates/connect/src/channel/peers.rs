//! Who may connect: addresses and networks, as a configuration names them.

use std::net::IpAddr;

/// An address, or a network in CIDR notation (RFC 4632), such as `10.1.0.0/16`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// The machine itself, over IPv4 and IPv6.
    pub const LOOPBACK: [Network; 2] = [
        Network {
            address: IpAddr::V4(std::net::Ipv4Addr::LOCALHOST),
            bits: 8,
        },
        Network {
            address: IpAddr::V6(std::net::Ipv6Addr::LOCALHOST),
            bits: 128,
        },
    ];

    /// Reads an address, or an address and how many of its bits count.
    pub fn parse(text: &str) -> Option<Network> {
        let (address, bits) = match text.split_once('/') {
            None => (text, None),
            Some((address, bits)) => (address, Some(bits.parse::<u8>().ok()?)),
        };
        let address: IpAddr = address.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(most);
        (bits <= most).then_some(Network { address, bits })
    }

    /// True for an address in it. An IPv4 address that came mapped into IPv6 is the IPv4 one.
    pub fn holds(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let differing = u32::from(own) ^ u32::from(other);
                differing.leading_zeros() >= u32::from(self.bits)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let differing = u128::from(own) ^ u128::from(other);
                differing.leading_zeros() >= u32::from(self.bits)
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_its_addresses_and_no_others() {
        let cases = [
            ("10.1.0.0/16", "10.1.255.3", true),
            ("10.1.0.0/16", "10.2.0.1", false),
            ("10.1.2.3", "10.1.2.3", true),
            ("10.1.2.3", "10.1.2.4", false),
            ("10.1.2.3", "::ffff:10.1.2.3", true),
            ("0.0.0.0/0", "192.0.2.1", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("2001:db8::/32", "2001:db8:1::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
        ];
        for (network, address, expected) in cases {
            let holds = Network::parse(network)
                .unwrap()
                .holds(address.parse().unwrap());
            assert_eq!(holds, expected, "{network} {address}");
        }
        for wrong in [
            "10.0.0.0/33",
            "10.0.0.0/-1",
            "example",
            "10.0.0.0/",
            "::/129",
        ] {
            assert_eq!(Network::parse(wrong), None, "{wrong}");
        }
    }
}
