package io.flowexporter.api.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowSlotsTest {
    /** A run of random calls must give what an access-ordered map gives. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 64, 1_000, 5_000})
    void behavesLikeAnAccessOrderedMap(int capacity) {
        Random random = new Random(capacity);
        FlowSlots slots = new FlowSlots(capacity);
        Map<Long, Integer> model = new LinkedHashMap<>(16, 0.75f, true);
        long evicted = 0;
        for (int i = 0; i < 50_000; i++) {
            // Multiples of a power of two collide in a bad hash.
            long key = (long) random.nextInt(capacity * 2 + 2) << (random.nextBoolean() ? 40 : 0);
            if (random.nextInt(5) == 0) {
                Integer slot = model.remove(key);
                assertThat(slots.remove(key)).isEqualTo(slot == null ? -1 : slot);
            } else {
                int slot = slots.touch(key);
                assertThat(slot < 0).as("new").isEqualTo(!model.containsKey(key));
                if (slot < 0 && model.size() == capacity) {
                    evicted++;
                    model.remove(model.keySet().iterator().next());
                }
                if (slot >= 0) {
                    assertThat(slot).isEqualTo(model.get(key));
                } else {
                    assertThat(model).doesNotContainValue(~slot);
                    assertThat(~slot).isLessThan(slots.slots());
                }
                model.put(key, slot < 0 ? ~slot : slot);
                assertThat(slots.key(slot < 0 ? ~slot : slot)).isEqualTo(key);
            }
            assertThat(slots.size()).isEqualTo(model.size());
            if (!model.isEmpty()) {
                assertThat(slots.key(slots.oldest()))
                        .isEqualTo(model.keySet().iterator().next());
            }
        }
        assertThat(slots.evicted()).isEqualTo(evicted);
        Map.copyOf(model).forEach((key, slot) -> assertThat(slots.find(key)).isEqualTo(slot));
    }

    @Test
    void refusesNoCapacity() {
        assertThatThrownBy(() -> new FlowSlots(0)).hasMessageContaining("Cannot keep state for 0 flows");
    }
}
