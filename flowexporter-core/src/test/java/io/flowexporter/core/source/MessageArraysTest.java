package io.flowexporter.core.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageArraysTest {
    private static final int LENGTH = 70_000;

    private final AtomicLong time = new AtomicLong();
    private final AtomicLong most = new AtomicLong(Long.MAX_VALUE);
    private final MessageArrays arrays = new MessageArrays(time::get, most::get);

    private void pass(int seconds) {
        time.addAndGet(Duration.ofSeconds(seconds).toNanos());
        arrays.tend();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {0, 1, 16_383, 16_384, 16_385, 20_480, 20_481, 65_535, 65_536, 1 << 20, 16 << 20, (16 << 20) + 1})
    void givesRoomForAMessageAndAtMostAQuarterMore(int length) {
        Message message = arrays.room(length);
        assertThat(message.length()).isEqualTo(length);
        assertThat(message.room()).isEqualTo(message.bytes().length).isBetween(length, length + length / 4);
    }

    @Test
    void usesTheArrayThatWasGivenBackLastForAMessageOfAboutTheSameLength() {
        Message first = arrays.room(LENGTH);
        Message second = arrays.room(LENGTH);
        assertThat(second.bytes()).isNotSameAs(first.bytes());
        first.giveBack();
        second.giveBack();
        assertThat(arrays.room(LENGTH + 100).bytes()).isSameAs(second.bytes());
        assertThat(arrays.room(LENGTH - 100).bytes()).isSameAs(first.bytes());
        assertThat(arrays.room(LENGTH).bytes()).isNotSameAs(first.bytes()).isNotSameAs(second.bytes());
        assertThat(arrays.idleBytes()).isZero();
    }

    @Test
    void anArrayGivenBackTwiceIsGivenOutOnce() {
        Message message = arrays.room(LENGTH);
        message.giveBack();
        message.giveBack();
        assertThat(arrays.room(LENGTH).bytes()).isNotSameAs(arrays.room(LENGTH).bytes());
    }

    @Test
    void aSmallOneIsItsOwn() {
        Message small = arrays.room(MessageArrays.LEAST - 1);
        small.giveBack();
        assertThat(arrays.idleBytes()).isZero();
        assertThat(arrays.room(MessageArrays.LEAST - 1).bytes()).isNotSameAs(small.bytes());
    }

    @Test
    void keepsNoMoreIdleThanItMay() {
        List<Message> all = List.of(arrays.room(LENGTH), arrays.room(LENGTH), arrays.room(LENGTH));
        long each = all.get(0).room();
        most.set(2 * each);
        all.forEach(Message::giveBack);
        assertThat(arrays.idleBytes()).isEqualTo(2 * each);

        most.set(each);
        arrays.room(2 * LENGTH);

        assertThat(arrays.idleBytes()).as("when memory is wanted for others").isEqualTo(each);
    }

    @Test
    void letsGoOfWhatWasIdleForAWholePeriod() {
        List<Message> burst = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            burst.add(arrays.room(LENGTH));
        }
        long each = burst.get(0).room();
        burst.forEach(Message::giveBack);
        pass(4);
        assertThat(arrays.idleBytes()).isEqualTo(10 * each);
        pass(1);
        for (int i = 0; i < 5; i++) {
            List<Message> three = List.of(arrays.room(LENGTH), arrays.room(LENGTH), arrays.room(LENGTH));
            three.forEach(Message::giveBack);
        }
        pass(5);
        assertThat(arrays.idleBytes()).as("those that were needed at once").isEqualTo(3 * each);
        pass(5);
        pass(5);
        assertThat(arrays.idleBytes()).isZero();
    }
}
