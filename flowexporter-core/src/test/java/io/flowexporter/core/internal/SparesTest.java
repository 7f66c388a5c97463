package io.flowexporter.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SparesTest {
    private final List<Integer> made = new ArrayList<>();
    private final List<Integer> ended = new ArrayList<>();
    private final Spares<Integer> spares = Spares.of(this::make, ended::add);

    private int make() {
        made.add(made.size() + 1);
        return made.size();
    }

    @Test
    void oneIsUsedAgainAndNeverByTwoAtOnce() throws IOException {
        int sum = spares.use(one -> one + spares.use(other -> other));
        spares.use(one -> one);

        assertThat(sum).isEqualTo(3);
        assertThat(made).containsExactly(1, 2);
    }

    @Test
    void noMoreAreKeptThanThereAreProcessors() throws IOException {
        int processors = Runtime.getRuntime().availableProcessors();

        nested(processors + 3);

        assertThat(made).hasSize(processors + 3);
        assertThat(ended).hasSize(3);
    }

    private int nested(int depth) throws IOException {
        return depth == 0 ? 0 : spares.use(one -> nested(depth - 1));
    }

    @Test
    void oneThatFailedIsFreedAndNotUsedAgain() throws IOException {
        assertThatThrownBy(() -> spares.use(one -> {
                    throw new IOException("no");
                }))
                .hasMessage("no");

        assertThat(ended).containsExactly(1);
        assertThat(spares.<Integer>use(one -> one)).isEqualTo(2);
    }

    @Test
    void allAreFreedWhenTheyAreClosedAndOneInUseAfterIt() throws IOException {
        spares.use(one -> spares.use(other -> other));
        spares.use(one -> {
            spares.close();
            assertThat(ended).hasSize(1).doesNotContain(one);
            return one;
        });
        spares.use(late -> late);

        assertThat(ended).containsExactlyInAnyOrderElementsOf(made);
    }

    @Test
    void noneAreKeptWhereNoneShall() throws IOException {
        Spares<Integer> none = Spares.none(this::make, ended::add);

        none.use(one -> one);

        assertThat(ended).containsExactly(1);
    }
}
