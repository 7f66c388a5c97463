package io.flowexporter.examples.proof;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Draws at random, but as from a deck of cards that is shuffled when it is empty: what is rare comes soon, too, so that no run
 * goes without it by chance. For one thread.
 *
 * @param <T> what is drawn
 */
final class Deck<T> {
    private final List<T> cards = new ArrayList<>();
    private final Deque<T> left = new ArrayDeque<>();
    private final Random random;

    /**
     * A deck.
     *
     * @param numbers how many cards there are of each kind
     * @param seed makes the same order again
     */
    Deck(Map<T, Integer> numbers, long seed) {
        numbers.forEach((card, number) -> cards.addAll(Collections.nCopies(number, card)));
        random = new Random(seed);
    }

    T draw() {
        if (left.isEmpty()) {
            Collections.shuffle(cards, random);
            left.addAll(cards);
        }
        return left.remove();
    }
}
