//! Which addresses are the public internet's, and what the others are.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What an address is that is not the public internet's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Special {
    /// This machine.
    Loopback,
    /// A network of a house or company.
    Private,
    /// The same wire; also where clouds tell their machines secrets.
    LinkLocal,
    /// Many at once.
    Multicast,
    /// No address yet.
    Unspecified,
    /// Between a provider and its customers (CGNAT).
    Shared,
    /// Set aside for documentation, measuring or the future.
    Reserved,
}

impl fmt::Display for Special {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Special::Loopback => "loopback",
            Special::Private => "private",
            Special::LinkLocal => "link-local",
            Special::Multicast => "multicast",
            Special::Unspecified => "unspecified",
            Special::Shared => "shared (CGNAT)",
            Special::Reserved => "reserved",
        })
    }
}

/// What an address is, unless it is public. An IPv6 address that stands for an IPv4 one is what
/// that is.
pub fn special(address: IpAddr) -> Option<Special> {
    match address {
        IpAddr::V4(address) => special_v4(address),
        IpAddr::V6(address) => special_v6(address),
    }
}

/// After the IANA IPv4 Special-Purpose Address Registry.
fn special_v4(address: Ipv4Addr) -> Option<Special> {
    match address.octets() {
        [0, 0, 0, 0] => Some(Special::Unspecified),
        [127, ..] => Some(Special::Loopback),
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Some(Special::Private),
        [169, 254, ..] => Some(Special::LinkLocal),
        [100, 64..=127, ..] => Some(Special::Shared),
        [224..=239, ..] => Some(Special::Multicast),
        [0, ..] | [192, 0, 0, _] | [192, 0, 2, _] | [192, 88, 99, _] => Some(Special::Reserved),
        [198, 18..=19, ..] | [198, 51, 100, _] | [203, 0, 113, _] => Some(Special::Reserved),
        [240..=255, ..] => Some(Special::Reserved),
        [1..=223, ..] => None,
    }
}

/// After the IANA IPv6 Special-Purpose Address Registry; what is not global unicast (2000::/3) is
/// never public.
fn special_v6(address: Ipv6Addr) -> Option<Special> {
    if let Some(inner) = inner(address) {
        return special_v4(inner);
    }
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => Some(Special::Unspecified),
        [0, 0, 0, 0, 0, 0, 0, 1] => Some(Special::Loopback),
        [0xfe80..=0xfebf, ..] => Some(Special::LinkLocal),
        [0xfc00..=0xfdff, ..] | [0xfec0..=0xfeff, ..] => Some(Special::Private),
        [0xff00..=0xffff, ..] => Some(Special::Multicast),
        [0x2001, 0..=0x01ff, ..] | [0x2001, 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => {
            Some(Special::Reserved)
        }
        [0x2000..=0x3fff, ..] => None,
        _ => Some(Special::Reserved),
    }
}

/// The IPv4 address that an IPv6 one stands for: mapped, translated (NAT64) or tunnelled (6to4).
fn inner(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let pair = |high: u16, low: u16| Ipv4Addr::from(u32::from(high) << 16 | u32::from(low));
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            Some(pair(high, low))
        }
        [0x2002, high, low, ..] => Some(pair(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_public_internet_are_public() {
        let table = "
            93.184.215.14           public
            172.15.255.255          public
            172.32.0.1              public
            100.63.255.255          public
            127.0.0.1               loopback
            127.8.9.10              loopback
            10.0.0.1                private
            172.16.0.1              private
            172.31.255.255          private
            192.168.1.1             private
            169.254.169.254         link-local
            100.64.0.1              shared (CGNAT)
            100.127.255.255         shared (CGNAT)
            224.0.0.1               multicast
            239.255.255.250         multicast
            0.0.0.0                 unspecified
            0.1.2.3                 reserved
            192.0.0.170             reserved
            198.18.0.1              reserved
            203.0.113.9             reserved
            240.0.0.1               reserved
            255.255.255.255         reserved
            2606:4700::1111         public
            2a00:1450:4001::8a      public
            ::1                     loopback
            ::                      unspecified
            fe80::1                 link-local
            fd00:ec2::254           private
            fc00::1                 private
            fec0::1                 private
            ff02::1                 multicast
            ::ffff:127.0.0.1        loopback
            ::ffff:10.1.2.3         private
            ::ffff:93.184.215.14    public
            ::127.0.0.1             reserved
            64:ff9b::a00:1          private
            64:ff9b::5db8:d70e      public
            64:ff9b:1::1            reserved
            2002:7f00:1::           loopback
            2002:5db8:d70e::1       public
            2001::1                 reserved
            2001:db8::1             reserved
            100::1                  reserved
            4000::1                 reserved
        ";
        for line in table.lines().filter(|line| !line.trim().is_empty()) {
            let (address, expected) = line.trim().split_once(' ').unwrap();
            let told = special(address.parse().unwrap())
                .map_or("public".to_owned(), |special| special.to_string());
            assert_eq!(told, expected.trim(), "{address}");
        }
    }
}
