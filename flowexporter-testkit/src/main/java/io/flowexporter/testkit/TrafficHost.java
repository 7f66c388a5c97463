package io.flowexporter.testkit;

import java.util.List;

/**
 * A host of the generated traffic.
 *
 * @param mac the MAC address of its interface
 * @param ipv4 its IPv4 address
 * @param ipv6 its IPv6 address
 * @param nodeTid the topology id of its interface, where its traffic is captured
 */
record TrafficHost(String mac, String ipv4, String ipv6, String nodeTid) {
    static final TrafficHost WEB =
            new TrafficHost("da:da:b5:db:73:4e", "10.20.0.11", "2001:db8::1", "f10bef66-a7c0-58ea-6bfd-6ded40c2d89e");
    static final TrafficHost DB =
            new TrafficHost("96:c3:aa:73:f8:21", "10.20.0.12", "2001:db8::2", "51158037-a230-5649-5f31-d8971ed67e22");
    static final TrafficHost CLIENT =
            new TrafficHost("86:34:e3:6f:3f:01", "172.16.5.7", "2001:db8::3", "745597a1-ccc5-52b6-7e49-aaf69f7932dd");
    static final TrafficHost EXTERNAL =
            new TrafficHost("fe:2e:c9:b3:14:0e", "203.0.113.50", "2001:db8::4", "1af644eb-6d78-53b8-4a8e-392cde038646");

    /** The four hosts that the recordings were made with. */
    static final List<TrafficHost> ALL = List.of(WEB, DB, CLIENT, EXTERNAL);
}
