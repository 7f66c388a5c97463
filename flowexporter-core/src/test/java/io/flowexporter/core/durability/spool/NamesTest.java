package io.flowexporter.core.durability.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class NamesTest {
    @Test
    void filesAreFoundAgainWhereNumbersAreWrittenInOtherDigits() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            assertThat(Names.number(Names.of(7, Names.OBJECT), Names.OBJECT)).contains(7L);
        } finally {
            Locale.setDefault(before);
        }
    }
}
