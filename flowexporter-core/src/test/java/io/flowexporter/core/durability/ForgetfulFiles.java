package io.flowexporter.core.durability;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A file system that loses power before its n-th operation: that one and all that follow throw. What a disk has then is what was forced to
 * it, file by file and directory by directory, and more only by {@linkplain Luck luck}. {@link #survivors} makes it anew elsewhere.
 */
public final class ForgetfulFiles implements FileOperations {
    /** What of that which was not forced is on the disk all the same. */
    public enum Luck {
        /** Nothing: what was deleted or renamed is there again, too. */
        NONE,
        /** Files have their names, but no more content than was forced. */
        NAMES,
        /** Files have their content, but names only as far as their directory was forced. */
        CONTENT,
        /** Any of it, and some of the content as zeros. */
        SOME,
        /** All, as if the process alone were killed. */
        ALL
    }

    /** A file's content, whatever its names are. */
    private static final class Content {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int forced;
        private boolean isDirectory;

        static Content directory() {
            Content directory = new Content();
            directory.isDirectory = true;
            return directory;
        }
    }

    private final FileOperations real = new LocalFiles();
    private final Path root;
    private final Random random;
    /** What each file is named now. */
    private final Map<Path, Content> names = new TreeMap<>();

    private final Map<Path, Content> forcedNames = new TreeMap<>();
    /** The names that were given, or taken away (null), and whose directories were not forced since, as they came to be at one stroke. */
    private final List<Map<Path, Content>> changes = new ArrayList<>();

    private int operations;
    private int cutAt;
    private boolean off;

    /**
     * One over a directory, all of which is on the disk.
     *
     * @param cutAt before which operation the power goes, counted from 1; 0 for never
     */
    public ForgetfulFiles(Path root, int cutAt, long seed) throws IOException {
        this.root = root;
        this.cutAt = cutAt;
        this.random = new Random(seed);
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : all.filter(path -> !path.equals(root)).toList()) {
                Content content = new Content();
                content.isDirectory = Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS);
                if (!content.isDirectory) {
                    content.bytes.write(Files.readAllBytes(each));
                    content.forced = content.bytes.size();
                }
                names.put(each, content);
            }
        }
        forcedNames.putAll(names);
    }

    /** How many operations were asked for. */
    public synchronized int operations() {
        return operations;
    }

    /** Whether the power is off. */
    public synchronized boolean isOff() {
        return off;
    }

    /**
     * The process was killed there, but the machine was not: goes on with all that was written, forced or not.
     *
     * @param operations after how many more of them the power goes
     */
    public synchronized void restart(int operations) {
        off = false;
        cutAt = this.operations + 1 + operations;
    }

    /** Takes the power away now. */
    public synchronized void cut() {
        off = true;
    }

    /** Makes what is on the disk after the power went, in an empty directory. */
    public synchronized void survivors(Luck luck, Path to) throws IOException {
        Map<Path, Content> there = new TreeMap<>(luck == Luck.NAMES || luck == Luck.ALL ? names : forcedNames);
        if (luck == Luck.SOME) {
            // Names get to the disk in the order they were given, by the journal of the file system.
            for (Map<Path, Content> change : changes.subList(0, random.nextInt(changes.size() + 1))) {
                change.forEach((name, content) -> put(there, name, content));
            }
        }
        for (Map.Entry<Path, Content> each : there.entrySet()) {
            Path place = to.resolve(root.relativize(each.getKey()).toString());
            // A directory that is not there takes all that is below it with it.
            if (Files.isDirectory(place.getParent())) {
                if (each.getValue().isDirectory) {
                    Files.createDirectory(place);
                } else {
                    Files.write(place, surviving(each.getValue(), luck));
                }
            }
        }
    }

    private byte[] surviving(Content content, Luck luck) {
        byte[] all = content.bytes.toByteArray();
        return switch (luck) {
            case NONE, NAMES -> Arrays.copyOf(all, content.forced);
            case CONTENT, ALL -> all;
            case SOME -> {
                byte[] some = Arrays.copyOf(all, content.forced + random.nextInt(all.length - content.forced + 1));
                if (some.length > content.forced && random.nextBoolean()) {
                    Arrays.fill(
                            some, content.forced + random.nextInt(some.length - content.forced), some.length, (byte) 0);
                }
                yield some;
            }
        };
    }

    private static void put(Map<Path, Content> names, Path name, Content content) {
        if (content == null) {
            names.remove(name);
        } else {
            names.put(name, content);
        }
    }

    /** An operation that changes nothing. */
    private void operate() throws IOException {
        operations++;
        off |= operations == cutAt;
        if (off) {
            throw new IOException("the power is off");
        }
    }

    /** Notes what files are named from now on; null for none. */
    private void change(Map<Path, Content> changed) {
        changed.forEach((name, content) -> put(names, name, content));
        changes.add(changed);
    }

    private void change(Path name, Content content) {
        Map<Path, Content> one = new HashMap<>();
        one.put(name, content);
        change(one);
    }

    @Override
    public synchronized Appender create(Path file) throws IOException {
        operate();
        Appender appender = real.create(file);
        Content content = new Content();
        change(file, content);
        return new Appender() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                synchronized (ForgetfulFiles.this) {
                    boolean was = off;
                    ByteBuffer half = bytes.duplicate().limit(bytes.position() + bytes.remaining() / 2);
                    try {
                        operate();
                    } catch (IOException e) {
                        if (!was) {
                            note(half.duplicate());
                            appender.write(half);
                        }
                        throw e;
                    }
                    note(bytes.duplicate());
                    appender.write(bytes);
                }
            }

            private void note(ByteBuffer bytes) {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                content.bytes.writeBytes(copy);
            }

            @Override
            public void force() throws IOException {
                synchronized (ForgetfulFiles.this) {
                    operate();
                    content.forced = content.bytes.size();
                }
            }

            @Override
            public void close() throws IOException {
                appender.close();
            }
        };
    }

    @Override
    public synchronized void force(Path file) throws IOException {
        operate();
        Content content = names.get(file);
        content.forced = content.bytes.size();
    }

    @Override
    public synchronized Reader open(Path file) throws IOException {
        operate();
        Reader reader = real.open(file);
        return new Reader() {
            @Override
            public int read(ByteBuffer into, long offset) throws IOException {
                synchronized (ForgetfulFiles.this) {
                    operate();
                    return reader.read(into, offset);
                }
            }

            @Override
            public long size() throws IOException {
                return reader.size();
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
    }

    @Override
    public synchronized byte[] readAll(Path file) throws IOException {
        operate();
        return real.readAll(file);
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        operate();
        real.rename(from, to);
        Map<Path, Content> changed = new HashMap<>();
        changed.put(to, names.get(from));
        changed.put(from, null);
        change(changed);
    }

    @Override
    public synchronized void delete(Path file) throws IOException {
        operate();
        real.delete(file);
        if (names.containsKey(file)) {
            change(file, null);
        }
    }

    @Override
    public synchronized List<String> list(Path directory) throws IOException {
        operate();
        return real.list(directory);
    }

    @Override
    public synchronized void createDirectory(Path directory) throws IOException {
        operate();
        real.createDirectory(directory);
        List<Path> missing = new ArrayList<>();
        for (Path each = directory; !each.equals(root) && !names.containsKey(each); each = each.getParent()) {
            missing.add(0, each);
        }
        missing.forEach(each -> change(each, Content.directory()));
    }

    @Override
    public synchronized void forceDirectory(Path directory) throws IOException {
        operate();
        forcedNames.keySet().removeIf(name -> name.getParent().equals(directory));
        names.forEach((name, content) -> {
            if (name.getParent().equals(directory)) {
                forcedNames.put(name, content);
            }
        });
        changes.forEach(
                change -> change.keySet().removeIf(name -> name.getParent().equals(directory)));
    }

    @Override
    public synchronized long usableBytes(Path directory) throws IOException {
        return real.usableBytes(directory);
    }
}
