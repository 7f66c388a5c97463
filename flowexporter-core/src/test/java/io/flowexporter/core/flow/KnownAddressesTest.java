package io.flowexporter.core.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.flow.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KnownAddressesTest {
    private static final List<String> TEXTS = List.of(
            "",
            "::",
            "::1",
            "1.2.3.4",
            "10.0.0.1",
            "10.0.0.2",
            "10.20.0.11",
            "10.20.0.112",
            "203.0.113.250",
            "255.255.255.255",
            "256.255.255.255",
            "010.0.0.1",
            "ff02::2",
            "ff02::16",
            "2001:db8::1",
            "2001:db8::1:",
            "fe80::e0eb:fff:fe65:162a",
            "fe80::e0eb:fff:fe65:162",
            "fe80::e0eb:fff:fe65:16",
            "2001:db8:1111:2222:3333:4444:5555:6666",
            "::ffff:10.1.2.3",
            "de:ad:be:ef:00:01",
            "not an address",
            "10.0.0.1\\u0031",
            "\\u0031\\u0030.0.0.1",
            "10.0.0.\\u0031",
            "10.0.0.é",
            "2001:db8::é",
            "10.0.0.1 ",
            "a long text that is no address at all");

    private final KnownAddresses addresses = new KnownAddresses();

    @Test
    void saysOfEachTextWhatTheReaderSaysTheFirstTimeAndLater() {
        for (int time = 0; time < 3; time++) {
            for (String text : TEXTS) {
                for (String behind : List.of(
                        "", "}", ",\"B\":\"10.0.0.2\"},\"Transport\":{}", "\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"")) {
                    agrees(text, behind);
                }
            }
        }
    }

    @Test
    void keepsTextsApartThatBeginAlikeOrShareAPlace() {
        Random random = new Random(11);
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            many.add(random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(4) + "."
                    + random.nextInt(256));
            many.add("2001:db8::" + Integer.toHexString(random.nextInt(0x10000)) + ":"
                    + Integer.toHexString(random.nextInt(16)));
        }
        for (String text : many) {
            agrees(text, "}");
            agrees(text, ",\"B\":\"" + text + "\"}");
        }
    }

    private void agrees(String text, String behind) {
        byte[] json = (":\"" + text + '"' + behind).getBytes(StandardCharsets.UTF_8);
        byte[] found = new byte[IpAddress.LENGTH];
        byte[] expected = new byte[IpAddress.LENGTH];
        boolean isAddress = IpAddress.read(text.replace("\\u0031", "1").replace("\\u0030", "0"), expected);
        assertThat(addresses.read(json, 1, found)).as(text + behind).isEqualTo(isAddress);
        if (isAddress) {
            assertThat(found).as(text + behind).isEqualTo(expected);
        }
    }
}
