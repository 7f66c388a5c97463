package io.flowexporter.api.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CidrTest {
    private static byte[] address(String text) {
        byte[] address = new byte[16];
        assertThat(IpAddress.read(text, address)).as(text).isTrue();
        return address;
    }

    private static CidrSet set(String... cidrs) {
        return CidrSet.of(Stream.of(cidrs).map(Cidr::parse).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0, true",
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/8, 9.255.255.255, false",
        "10.1.2.3/8, 10.200.0.1, true",
        "10.0.0.0/8, ::ffff:10.1.1.1, true",
        "::ffff:10.0.0.0/104, 10.1.1.1, true",
        "::ffff:10.0.0.0/104, 11.1.1.1, false",
        "10.0.0.0/8, ::10.1.1.1, false",
        "0.0.0.0/0, 255.1.2.3, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 10.0.0.1, false",
        "::/0, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, true",
        "10.20.0.11/32, 10.20.0.11, true",
        "10.20.0.11/32, 10.20.0.12, false",
        "10.20.0.10/31, 10.20.0.11, true",
        "2001:db8::/32, 2001:db8:ffff::, true",
        "2001:db8::/32, 2001:db9::, false",
        "2001:db8::/64, 2001:db8::ffff:ffff:ffff:ffff, true",
        "2001:db8::/64, 2001:db8:0:1::, false",
        "2001:db8::/65, 2001:db8::7fff:ffff:ffff:ffff, true",
        "2001:db8::/65, 2001:db8::8000:0:0:0, false",
        "2001:db8::7/128, 2001:db8::7, true",
        "2001:db8::7/128, 2001:db8::6, false"
    })
    void containsItsAddressesAndNoOther(String cidr, String address, boolean inside) {
        assertThat(set(cidr).contains(address(address))).isEqualTo(inside);
    }

    @Test
    void aSetContainsWhatAnyOfItsNetworksContains() {
        Random random = new Random(3);
        for (int round = 0; round < 300; round++) {
            List<String> cidrs = new ArrayList<>();
            for (int i = random.nextInt(12); i > 0; i--) {
                cidrs.add(
                        random.nextBoolean()
                                ? "10." + random.nextInt(4) + "." + random.nextInt(4) + ".0/" + (random.nextInt(17) + 8)
                                : "2001:db8:" + random.nextInt(4) + ":" + random.nextInt(4) + "::/"
                                        + (random.nextInt(65) + 16));
            }
            CidrSet set = set(cidrs.toArray(String[]::new));
            for (int i = 0; i < 100; i++) {
                String text = random.nextBoolean()
                        ? "10." + random.nextInt(5) + "." + random.nextInt(5) + "." + random.nextInt(3)
                        : "2001:db8:" + random.nextInt(5) + ":" + random.nextInt(5) + "::" + random.nextInt(3);
                byte[] address = address(text);
                assertThat(set.contains(address))
                        .as("%s in %s", text, cidrs)
                        .isEqualTo(cidrs.stream().anyMatch(cidr -> inside(cidr, address)));
            }
        }
    }

    /** The textbook's way: the leading bits are the same. */
    private static boolean inside(String cidr, byte[] address) {
        String[] parts = cidr.split("/");
        int prefix = Integer.parseInt(parts[1]) + (parts[0].indexOf(':') < 0 ? 96 : 0);
        BigInteger difference = new BigInteger(1, address).xor(new BigInteger(1, address(parts[0])));
        return difference.shiftRight(128 - prefix).signum() == 0;
    }

    @Test
    void anEmptySetContainsNothing() {
        assertThat(CidrSet.EMPTY.contains(address("10.0.0.1"))).isFalse();
        assertThat(CidrSet.EMPTY.contains(address("::"))).isFalse();
    }

    @Test
    void aHostIsANetworkOfItsOwn() {
        assertThat(Cidr.ofHost("10.0.0.1")).isEqualTo(Cidr.parse("10.0.0.1/32")).hasToString("10.0.0.1/32");
        assertThat(Cidr.ofHost("2001:db8::1")).isEqualTo(Cidr.parse("2001:db8::1/128"));
        assertThatThrownBy(() -> Cidr.ofHost("node-1")).hasMessage("'node-1' is no IP address");
    }

    @Test
    void equalNetworksAreEqual() {
        assertThat(Cidr.parse("10.1.2.3/8")).isEqualTo(Cidr.parse("10.0.0.0/8")).hasToString("10.1.2.3/8");
        assertThat(Cidr.parse("10.1.2.3/8")).hasSameHashCodeAs(Cidr.parse("10.0.0.0/8"));
        assertThat(Cidr.parse("::ffff:10.0.0.0/104")).isEqualTo(Cidr.parse("10.0.0.0/8"));
        assertThat(Cidr.parse("10.0.0.0/8")).isNotEqualTo(Cidr.parse("10.0.0.0/9"));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0, it has no '/'",
        "'', it has no '/'",
        "10.0.0/8, what is before the '/' is no IP address",
        "/8, what is before the '/' is no IP address",
        "10.0.0.0/33, what is behind the '/' must be a number from 0 to 32",
        "10.0.0.0/, what is behind the '/' must be a number from 0 to 32",
        "10.0.0.0/-1, what is behind the '/' must be a number from 0 to 32",
        "10.0.0.0/8/8, what is behind the '/' must be a number from 0 to 32",
        "10.0.0.0/255.0.0.0, what is behind the '/' must be a number from 0 to 32",
        "2001:db8::/129, what is behind the '/' must be a number from 0 to 128"
    })
    void aBadNetworkIsNamed(String text, String why) {
        assertThatThrownBy(() -> Cidr.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is no network: " + why + "; write it as 10.0.0.0/8 or 2001:db8::/32");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.2, internal",
        "10.0.0.1, 8.8.8.8, egress",
        "8.8.8.8, 10.0.0.1, ingress",
        "8.8.8.8, 8.8.4.4, other",
        "::ffff:10.0.0.1, 2001:db8::1, internal",
        "10.0.0.1, web, other",
        "web, 10.0.0.1, other",
        "'', '', other"
    })
    void aTagSaysWhichEndsAreInside(String a, String b, String tag) {
        DirectionTags tags = new DirectionTags(set("10.0.0.0/8", "2001:db8::/32"));

        assertThat(tags.tag(new Ends(a, b))).isEqualTo(Tag.of(tag));
        assertThat(new DirectionTags(CidrSet.EMPTY).tag(new Ends(a, b))).isEqualTo(Tag.OTHER);
    }

    @Test
    void aFlowWithoutANetworkLayerIsOther() {
        assertThat(new DirectionTags(set("0.0.0.0/0", "::/0")).tag(Layer.NONE)).isEqualTo(Tag.OTHER);
    }

    private record Ends(String a, String b) implements Layer {
        @Override
        public boolean present() {
            return true;
        }

        @Override
        public String protocol() {
            return "IPV4";
        }

        @Override
        public int portA() {
            return 0;
        }

        @Override
        public int portB() {
            return 0;
        }

        @Override
        public long id() {
            return 0;
        }

        @Override
        public boolean addressA(byte[] into) {
            Arrays.fill(into, (byte) 7);
            return IpAddress.read(a, into);
        }

        @Override
        public boolean addressB(byte[] into) {
            return IpAddress.read(b, into);
        }
    }
}
