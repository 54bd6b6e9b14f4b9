//! Test: addresses in all the ways they can be written, and what becomes of each.
//! Names are not resolved here; `tests/it` does that.

use std::net::IpAddr;

use super::{Guard, Purpose, Reach, Refused, Target};

/// What the guard says about an address that somebody wrote.
#[derive(Debug, PartialEq)]
enum Verdict {
    /// It may be asked.
    Asked,
    /// Its host is a name, spelled like this, and has to be resolved.
    Name(&'static str),
    /// It is refused, for this address.
    NotPublic(&'static str),
    /// It is refused for how it is written.
    Refused(Refused),
}
use Verdict::{Asked, Name, NotPublic};

const SPELLINGS: [(&str, Verdict); 112] = [
    // Public.
    ("http://8.8.8.8/", Asked),
    ("https://1.1.1.1/a?b#c", Asked),
    ("https://[2606:4700:4700::1111]/", Asked),
    ("https://[2a00:1450:4001:82f::200e]:8443/", Asked),
    ("http://134744072/", Asked),
    ("http://100.63.255.255/", Asked),
    ("http://100.128.0.1/", Asked),
    ("http://172.15.255.255/", Asked),
    ("http://172.32.0.1/", Asked),
    ("http://192.167.1.1/", Asked),
    ("http://198.17.255.255/", Asked),
    ("http://223.255.255.255/", Asked),
    ("http://[::ffff:8.8.8.8]/", Asked),
    ("http://[64:ff9b::8.8.8.8]/", Asked),
    // Names.
    ("https://example.com/", Name("example.com")),
    ("https://EXAMPLE.com./", Name("example.com.")),
    ("https://도메인.한국/", Name("xn--hq1bm8jm9l.xn--3e0b707e")),
    ("https://bücher.example/", Name("xn--bcher-kva.example")),
    ("https://ex%61mple.com/", Name("example.com")),
    ("https://example。com/", Name("example.com")),
    ("http://localhost/", Name("localhost")),
    ("http://LOCALHOST./", Name("localhost.")),
    ("http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/", Name("localhost")),
    ("http://127.0.0.1.nip.example/", Name("127.0.0.1.nip.example")),
    ("http:example.com", Name("example.com")),
    ("http:\\\\example.com\\", Name("example.com")),
    (" \thttps://example.com/\n", Name("example.com")),
    // Loopback, in every spelling.
    ("http://127.0.0.1/", NotPublic("127.0.0.1")),
    ("http://127.0.0.1./", NotPublic("127.0.0.1")),
    ("http://127.1/", NotPublic("127.0.0.1")),
    ("http://127.0.1/", NotPublic("127.0.0.1")),
    ("http://2130706433/", NotPublic("127.0.0.1")),
    ("http://017700000001/", NotPublic("127.0.0.1")),
    ("http://0x7f000001/", NotPublic("127.0.0.1")),
    ("http://0x7F.0.0.0x1/", NotPublic("127.0.0.1")),
    ("http://0177.0.0.1/", NotPublic("127.0.0.1")),
    ("http://0177.0x0.1/", NotPublic("127.0.0.1")),
    ("http://%31%32%37.0.0.1/", NotPublic("127.0.0.1")),
    ("http://①②⑦.⓪.⓪.①/", NotPublic("127.0.0.1")),
    ("http://127。0。0。1/", NotPublic("127.0.0.1")),
    ("http://127.255.255.254:8080/", NotPublic("127.255.255.254")),
    ("http:127.0.0.1", NotPublic("127.0.0.1")),
    ("http:\\\\127.0.0.1\\", NotPublic("127.0.0.1")),
    ("ht\ntp://127.0.\t0.1/", NotPublic("127.0.0.1")),
    ("http://[::1]/", NotPublic("::1")),
    ("http://[0:0:0:0:0:0:0:1]/", NotPublic("::1")),
    ("http://[::ffff:127.0.0.1]/", NotPublic("127.0.0.1")),
    ("http://[::ffff:7f00:1]/", NotPublic("127.0.0.1")),
    ("http://[0:0:0:0:0:ffff:127.0.0.1]/", NotPublic("127.0.0.1")),
    // This network, private, shared, link-local.
    ("http://0/", NotPublic("0.0.0.0")),
    ("http://0.0.0.0/", NotPublic("0.0.0.0")),
    ("http://0.1.2.3/", NotPublic("0.1.2.3")),
    ("http://10.0.0.1/", NotPublic("10.0.0.1")),
    ("http://10.255.255.255/", NotPublic("10.255.255.255")),
    ("http://0x0a.1/", NotPublic("10.0.0.1")),
    ("http://100.64.0.1/", NotPublic("100.64.0.1")),
    ("http://100.100.100.200/", NotPublic("100.100.100.200")),
    ("http://100.127.255.255/", NotPublic("100.127.255.255")),
    ("http://169.254.169.254/latest/meta-data/", NotPublic("169.254.169.254")),
    ("http://2852039166/", NotPublic("169.254.169.254")),
    ("http://0xa9fea9fe/", NotPublic("169.254.169.254")),
    ("http://0251.0376.0251.0376/", NotPublic("169.254.169.254")),
    ("http://[::ffff:169.254.169.254]/", NotPublic("169.254.169.254")),
    ("http://168.63.129.16/", NotPublic("168.63.129.16")),
    ("http://172.16.0.1/", NotPublic("172.16.0.1")),
    ("http://172.31.255.255/", NotPublic("172.31.255.255")),
    ("http://192.168.0.1/", NotPublic("192.168.0.1")),
    ("http://192.168.257/", NotPublic("192.168.1.1")),
    // Assigned to protocols, documentation, measuring, many, nobody.
    ("http://192.0.0.1/", NotPublic("192.0.0.1")),
    ("http://192.0.0.192/", NotPublic("192.0.0.192")),
    ("http://192.0.2.1/", NotPublic("192.0.2.1")),
    ("http://192.88.99.1/", NotPublic("192.88.99.1")),
    ("http://198.18.0.1/", NotPublic("198.18.0.1")),
    ("http://198.19.255.255/", NotPublic("198.19.255.255")),
    ("http://198.51.100.7/", NotPublic("198.51.100.7")),
    ("http://203.0.113.7/", NotPublic("203.0.113.7")),
    ("http://224.0.0.1/", NotPublic("224.0.0.1")),
    ("http://239.255.255.250/", NotPublic("239.255.255.250")),
    ("http://240.0.0.1/", NotPublic("240.0.0.1")),
    ("http://255.255.255.255/", NotPublic("255.255.255.255")),
    ("http://4294967295/", NotPublic("255.255.255.255")),
    // The same in IPv6.
    ("http://[::]/", NotPublic("::")),
    ("http://[::127.0.0.1]/", NotPublic("::127.0.0.1")),
    ("http://[::8.8.8.8]/", NotPublic("::8.8.8.8")),
    ("http://[::ffff:0:127.0.0.1]/", NotPublic("::ffff:0:127.0.0.1")),
    ("http://[64:ff9b::127.0.0.1]/", NotPublic("64:ff9b::7f00:1")),
    ("http://[64:ff9b::10.0.0.1]/", NotPublic("64:ff9b::a00:1")),
    ("http://[64:ff9b:1::8.8.8.8]/", NotPublic("64:ff9b:1::808:808")),
    ("http://[100::1]/", NotPublic("100::1")),
    ("http://[2001::1]/", NotPublic("2001::1")),
    ("http://[2001:0:808:808::f5ff:fffe]/", NotPublic("2001:0:808:808::f5ff:fffe")),
    ("http://[2001:2::1]/", NotPublic("2001:2::1")),
    ("http://[2001:20::1]/", NotPublic("2001:20::1")),
    ("http://[2001:db8::1]/", NotPublic("2001:db8::1")),
    ("http://[2002:7f00:1::]/", NotPublic("2002:7f00:1::")),
    ("http://[2002:808:808::]/", NotPublic("2002:808:808::")),
    ("http://[3fff::1]/", NotPublic("3fff::1")),
    ("http://[5f00::1]/", NotPublic("5f00::1")),
    ("http://[fc00::1]/", NotPublic("fc00::1")),
    ("http://[fd00:ec2::254]/", NotPublic("fd00:ec2::254")),
    ("http://[fe80::1]/", NotPublic("fe80::1")),
    ("http://[fec0::1]/", NotPublic("fec0::1")),
    ("http://[ff02::1]/", NotPublic("ff02::1")),
    // Not to be asked, however harmless the host.
    ("http://[fe80::1%25eth0]/", Verdict::Refused(Refused::NotAnAddress)),
    ("http://256.256.256.256/", Verdict::Refused(Refused::NotAnAddress)),
    ("http://1.2.3.4.5/", Verdict::Refused(Refused::NotAnAddress)),
    ("http:///", Verdict::Refused(Refused::NotAnAddress)),
    ("example.com", Verdict::Refused(Refused::NotAnAddress)),
    ("file:///etc/passwd", Verdict::Refused(Refused::Scheme)),
    ("gopher://8.8.8.8:6379/_x", Verdict::Refused(Refused::Scheme)),
    ("http://8.8.8.8:25/", Verdict::Refused(Refused::Port(25))),
    ("http://example.com@127.0.0.1/", Verdict::Refused(Refused::Credentials)),
];

fn verdict(guard: &Guard, text: &str) -> Verdict {
    let target = match Target::parse(text, Purpose::Read) {
        Ok(target) => target,
        Err(refused) => return Verdict::Refused(refused),
    };
    match guard.judge_host(&target) {
        Ok(()) if target.number().is_some() => Asked,
        Ok(()) => Name(Box::leak(target.url().host_str().unwrap().to_owned().into_boxed_str())),
        Err(Refused::NotPublic(address)) => NotPublic(Box::leak(address.to_string().into_boxed_str())),
        Err(refused) => Verdict::Refused(refused),
    }
}

#[test]
fn every_spelling_is_seen_through() {
    let guard = Guard::new(Vec::new());
    for (text, expected) in SPELLINGS {
        let expected = match expected {
            // Compared as addresses, not as they are written.
            NotPublic(address) => NotPublic(Box::leak(address.parse::<IpAddr>().unwrap().to_string().into_boxed_str())),
            other => other,
        };
        assert_eq!(verdict(&guard, text), expected, "{text}");
    }
}

#[test]
fn only_the_ports_of_the_web_are_asked() {
    for (port, asked) in
        [(0, false), (22, false), (25, false), (80, true), (443, true), (587, false), (1023, false), (1024, true), (65535, true)]
    {
        assert_eq!(Target::parse(&format!("https://example.com:{port}/"), Purpose::Read).is_ok(), asked, "{port}");
    }
}

#[test]
fn an_opened_network_is_open_and_no_other() {
    let guard = Guard::new(vec!["10.1.0.0/16".parse().unwrap(), "fd00:1::/32".parse().unwrap()]);
    for (address, opened) in [
        ("10.1.2.3", true),
        ("::ffff:10.1.2.3", true),
        ("fd00:1::5", true),
        ("10.2.0.1", false),
        ("64:ff9b::10.1.2.3", false),
        ("fd00:2::5", false),
        ("127.0.0.1", false),
    ] {
        let address: IpAddr = address.parse().unwrap();
        assert_eq!(guard.judge(address, Reach::World).is_ok(), opened, "{address}");
        assert_eq!(guard.judge(address, Reach::Opened).is_ok(), opened, "{address}");
    }
    let public: IpAddr = "8.8.8.8".parse().unwrap();
    assert!(guard.judge(public, Reach::World).is_ok());
    assert_eq!(guard.judge(public, Reach::Opened), Err(Refused::NotOpened(public)));
}

#[test]
fn what_is_told_goes_over_tls_or_into_an_opened_network() {
    assert_eq!(Target::parse("https://example.com/", Purpose::Tell).unwrap().reach(), Reach::World);
    assert_eq!(Target::parse("http://example.com/", Purpose::Tell).unwrap().reach(), Reach::Opened);
    assert_eq!(Target::parse("ws://example.com/", Purpose::Tell), Err(Refused::Scheme));
}

#[test]
fn an_endless_address_is_none() {
    assert_eq!(Target::parse(&format!("https://example.com/{}", "a".repeat(4096)), Purpose::Read), Err(Refused::NotAnAddress));
}
