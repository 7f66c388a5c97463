package io.flowexporter.vpclogs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class WholeSecondsTest {
    @Property
    void areTheTextsOfJavaWithoutFractions(@ForAll @LongRange(min = 1, max = 253_402_300_799_999L) long millis) {
        assertThat(WholeSeconds.text(millis))
                .isEqualTo(Instant.ofEpochMilli(millis)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString());
    }

    @Property
    void neverFail(@ForAll long millis) {
        assertThat(WholeSeconds.text(millis)).isNotNull();
    }

    @Example
    void areCutOffAndNotRounded() {
        assertThat(WholeSeconds.text(1_546_338_030_999L)).isEqualTo("2019-01-01T10:20:30Z");
        assertThat(WholeSeconds.text(-1)).isEqualTo("1969-12-31T23:59:59Z");
        assertThat(WholeSeconds.text(0)).isEmpty();
    }
}
