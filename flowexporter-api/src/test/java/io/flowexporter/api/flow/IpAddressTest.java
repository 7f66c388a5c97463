package io.flowexporter.api.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.20.0.11",
                "255.255.255.255",
                "::",
                "::1",
                "1::",
                "2001:db8::7",
                "2001:DB8::7",
                "2001:db8:0:1:2:3:4:5",
                "1:2:3:4:5:6:7::",
                "::2:3:4:5:6:7:8",
                "1::8",
                "fe80::fc2e:c9ff:feb3:140e",
                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "::ffff:10.0.0.1",
                "::10.0.0.1",
                "64:ff9b::192.0.2.33",
                "1:2:3:4:5:6:1.2.3.4",
                "::ffff:a00:1",
                "0000:0000:0000:0000:0000:0000:0000:0001"
            })
    void readsWhatTheJdkReads(String text) throws UnknownHostException {
        byte[] address = new byte[16];

        assertThat(IpAddress.read(text, address)).isTrue();
        assertThat(address).isEqualTo(mapped(InetAddress.getByName(text)));
        assertThat(IpAddress.isIpv4(address)).isEqualTo(InetAddress.getByName(text) instanceof Inet4Address);
    }

    @Test
    void readsAnyAddressThatTheJdkWrites() throws UnknownHostException {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            for (int zeros = random.nextInt(bytes.length); zeros > 0; zeros--) {
                bytes[random.nextInt(bytes.length)] = 0;
            }
            InetAddress expected = InetAddress.getByAddress(bytes);
            String text = shortened(expected.getHostAddress());
            byte[] ascii = ("\"" + text + "\"").getBytes(StandardCharsets.US_ASCII);
            byte[] address = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

            assertThat(IpAddress.read(ascii, 1, ascii.length - 1, address))
                    .as(text)
                    .isTrue();
            assertThat(address).as(text).isEqualTo(mapped(expected));
        }
    }

    @Test
    void whatStandsBehindAnAddressIsNoMatter() {
        Random random = new Random(2);
        int addresses = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int octet = 0; octet < 4; octet++) {
                text.append(octet == 0 ? "" : ".").append(random.nextInt(random.nextBoolean() ? 20 : 300));
            }
            for (int changes = random.nextInt(3); changes > 0; changes--) {
                int at = random.nextInt(text.length());
                char other = "0123456789..:/aé\0".charAt(random.nextInt(17));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, other);
                    case 1 -> text.insert(at, other);
                    default -> text.deleteCharAt(at);
                }
            }
            byte[] alone = text.toString().getBytes(StandardCharsets.ISO_8859_1);
            byte[] among = ("7" + text + "1.2.3.4:5é\"9876543210").getBytes(StandardCharsets.ISO_8859_1);
            byte[] expected = new byte[16];
            byte[] address = new byte[16];
            boolean is = IpAddress.read(alone, 0, alone.length, expected);

            assertThat(IpAddress.read(among, 1, 1 + alone.length, address))
                    .as("%s", text)
                    .isEqualTo(is);
            if (is) {
                addresses++;
                assertThat(address).as("%s", text).isEqualTo(expected);
            }
        }
        assertThat(addresses).isBetween(40_000, 160_000);
    }

    @Test
    void readsNothingBehindTheArraysEnd() {
        byte[] text = "1.2.3456789012.".getBytes(StandardCharsets.US_ASCII);
        for (int more = 0; more < 8; more++) {
            assertThat(IpAddress.read(Arrays.copyOf(text, text.length + more), 0, text.length, new byte[16]))
                    .isFalse();
        }
    }

    private static String shortened(String text) {
        return text.replaceFirst("(^|:)0(:0)+(:|$)", "::");
    }

    private static byte[] mapped(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 16) {
            return bytes;
        }
        return new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, bytes[0], bytes[1], bytes[2], bytes[3]};
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                ":",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "1.2.3.256",
                "1.2.3.1000",
                "1.2.3.04",
                "1.2.3.-4",
                "1.2.3.4 ",
                " 1.2.3.4",
                "1.2.3.a",
                ":::",
                "1:",
                ":1",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "12345::",
                "g::",
                "::1.2.3",
                "::1.2.3.4.5",
                "::1.2.3.4:5",
                "1.2.3.4::",
                "1:2:3:4:5:6:7:1.2.3.4",
                "1:2:3:4:5:1.2.3.4",
                "fe80::1%eth0",
                "[::1]",
                "fe:2e:c9:b3:14:0e",
                "10.0.0.1/8",
                "é::",
                "localhost"
            })
    void refusesAllElse(String text) {
        assertThat(IpAddress.read(text, new byte[16])).isFalse();
    }
}
