package io.flowexporter.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentSetTest {
    @Test
    void theOldestIsForgotten() {
        RecentSet recent = new RecentSet(2);

        recent.add("a");
        recent.add("b");
        recent.add("c");

        assertThat(recent.contains("a")).isFalse();
        assertThat(recent.contains("b")).isTrue();
        assertThat(recent.contains("c")).isTrue();
    }

    @Test
    void whatIsRemovedIsForgotten() {
        RecentSet recent = new RecentSet(2);
        recent.add("a");

        recent.remove("a");

        assertThat(recent.contains("a")).isFalse();
    }
}
