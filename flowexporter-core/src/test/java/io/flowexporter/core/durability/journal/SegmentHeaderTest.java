package io.flowexporter.core.durability.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class SegmentHeaderTest {
    @Test
    void filesAreFoundAgainWhereNumbersAreWrittenInOtherDigits() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            assertThat(SegmentHeader.firstPosition(SegmentHeader.fileName(7))).contains(7L);
        } finally {
            Locale.setDefault(before);
        }
    }
}
