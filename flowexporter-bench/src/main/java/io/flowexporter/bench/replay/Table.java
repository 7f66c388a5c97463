package io.flowexporter.bench.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lines of cells, printed in columns: the first to the left, the others to the right. A line can be seen as soon as it is there. */
final class Table {
    private static final int GAP = 2;

    private final List<Integer> widths = new ArrayList<>();
    private final List<String> titles;

    /**
     * A table.
     *
     * @param firstWidth how wide the first column is
     * @param titles the columns' titles; a column is as wide as its title, or wider if the title is filled with blanks
     */
    Table(int firstWidth, String... titles) {
        this.titles = Arrays.stream(titles).map(String::strip).toList();
        widths.add(firstWidth);
        Arrays.stream(titles).skip(1).forEach(title -> widths.add(title.length() + GAP));
    }

    String head() {
        return line(titles);
    }

    String line(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String blanks = " ".repeat(Math.max(0, widths.get(i) - cells.get(i).length()));
            line.append(i == 0 ? cells.get(i) + blanks : blanks + cells.get(i));
        }
        return line.toString().stripTrailing();
    }
}
