package io.flowexporter.testkit;

import java.util.random.RandomGenerator;

/** Two hosts that talk, in one protocol. Immutable. */
record Conversation(Kind kind, TrafficHost a, TrafficHost b, int portA, int portB, long trackingId, long l3TrackingId) {
    private static final long NO_NETWORK = 0xef46db3751d8e999L;
    private static final int[] TCP_PORTS = {80, 443, 8080, 8081, 5432};
    private static final int EPHEMERAL = 32_768;

    /** What they talk. */
    enum Kind {
        TCP("Ethernet/IPv4/TCP", "TCP", "IPV4", "TCP"),
        TCP_IPV6("Ethernet/IPv6/TCP", "TCP", "IPV6", "TCP"),
        UDP("Ethernet/IPv4/UDP", "UDP", "IPV4", "UDP"),
        DNS("Ethernet/IPv4/UDP/DNS", "DNS", "IPV4", "UDP"),
        PING("Ethernet/IPv4/ICMPv4", "ICMPv4", "IPV4", ""),
        PING_IPV6("Ethernet/IPv6/ICMPv6/ICMPv6Echo", "ICMPv6Echo", "IPV6", ""),
        ARP("Ethernet/ARP", "ARP", "", "");

        private final String layers;
        private final String application;
        private final String network;
        private final String transport;

        Kind(String layers, String application, String network, String transport) {
            this.layers = layers;
            this.application = application;
            this.network = network;
            this.transport = transport;
        }

        /** Whether the agent ends its flows after a time of its own, which is short. */
        boolean isShort() {
            return this == DNS || this == ARP;
        }

        boolean isTcp() {
            return transport.equals("TCP");
        }

        boolean hasRoundTrip() {
            return isTcp() || this == PING || this == PING_IPV6;
        }

        /** As many of each as real networks have, about. */
        private static Kind random(RandomGenerator random) {
            int draw = random.nextInt(100);
            if (draw < 45) {
                return TCP;
            }
            if (draw < 55) {
                return TCP_IPV6;
            }
            if (draw < 65) {
                return UDP;
            }
            if (draw < 85) {
                return DNS;
            }
            return draw < 91 ? PING : draw < 94 ? PING_IPV6 : ARP;
        }
    }

    static Conversation random(RandomGenerator random) {
        Kind kind = Kind.random(random);
        int first = random.nextInt(TrafficHost.ALL.size());
        int other = (first + 1 + random.nextInt(TrafficHost.ALL.size() - 1)) % TrafficHost.ALL.size();
        int server = switch (kind) {
            case TCP, TCP_IPV6 -> TCP_PORTS[random.nextInt(TCP_PORTS.length)];
            case DNS -> 53;
            default -> 5201;
        };
        return new Conversation(
                kind,
                TrafficHost.ALL.get(first),
                TrafficHost.ALL.get(other),
                EPHEMERAL + random.nextInt(28_000),
                server,
                random.nextLong(),
                kind == Kind.ARP ? NO_NETWORK : random.nextLong());
    }

    /** Writes the keys from {@code LayersPath} to {@code ICMP}, with a comma behind. */
    void writeLayers(StringBuilder json) {
        String linkB = kind == Kind.ARP ? "ff:ff:ff:ff:ff:ff" : b.mac();
        json.append("\"LayersPath\":\"").append(kind.layers);
        json.append("\",\"Application\":\"").append(kind.application);
        json.append("\",\"Link\":{\"Protocol\":\"ETHERNET\",\"A\":\"").append(a.mac());
        json.append("\",\"B\":\"").append(linkB).append("\",\"ID\":0},");
        if (!kind.network.isEmpty()) {
            boolean four = kind.network.equals("IPV4");
            json.append("\"Network\":{\"Protocol\":\"").append(kind.network);
            json.append("\",\"A\":\"").append(four ? a.ipv4() : a.ipv6());
            json.append("\",\"B\":\"").append(four ? b.ipv4() : b.ipv6()).append("\",\"ID\":0},");
        }
        if (!kind.transport.isEmpty()) {
            json.append("\"Transport\":{\"Protocol\":\"").append(kind.transport);
            json.append("\",\"A\":")
                    .append(portA)
                    .append(",\"B\":")
                    .append(portB)
                    .append(",\"ID\":0},");
        }
        if (kind == Kind.PING || kind == Kind.PING_IPV6) {
            json.append("\"ICMP\":{\"Type\":\"ECHO\",\"ID\":").append(portA).append("},");
        }
    }
}
