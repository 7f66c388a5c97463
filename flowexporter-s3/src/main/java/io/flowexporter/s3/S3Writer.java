package io.flowexporter.s3;

import io.flowexporter.api.Settings;
import io.flowexporter.api.StageContext;
import io.flowexporter.api.object.KeyTakenException;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.object.OperatorNeededException;
import io.flowexporter.api.object.RejectedException;
import io.flowexporter.api.object.StoredObject;
import io.flowexporter.api.stage.ObjectWriter;
import io.minio.ObjectWriteArgs;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.Headers;

/** Writes objects by one PUT each, which the store refuses if the key is taken. Does not try again: the engine does. */
final class S3Writer implements ObjectWriter {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int REMEMBERED = 10_000;
    private static final int LARGEST_TRIAL = 8 << 20;
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]");

    /** What may lie under a key. */
    private enum Found {
        NOTHING,
        SAME,
        OTHER,
        /** We may not look. */
        HIDDEN
    }

    private final Setup setup;
    private final StageContext context;
    private final Guard guard;
    /** Where this life has looked or written: no earlier life's objects are in the way there. */
    private final RecentSet directories = new RecentSet(REMEMBERED);
    /** Objects that may be stored, though no answer said so. */
    private final RecentSet doubtful = new RecentSet(REMEMBERED);

    private volatile Optional<Connection> connection = Optional.empty();
    private volatile Optional<StoreClient> client = Optional.empty();

    S3Writer(Setup setup, StageContext context, Guard guard) {
        this.setup = setup;
        this.context = context;
        this.guard = guard;
    }

    static S3Writer of(Settings settings, StageContext context) {
        return new S3Writer(new Setup(settings, context, PATIENCE), context, Guard.unknown());
    }

    /** Reads certificates, connects to nothing: a store that is down is no reason not to start. */
    @Override
    public void start() {
        Connection opened = setup.open();
        connection = Optional.of(opened);
        client = Optional.of(setup.client(opened));
    }

    @Override
    public void close() {
        connection.ifPresent(Connection::close);
    }

    @Override
    public void write(StoredObject object) throws IOException, InterruptedException {
        String deed = "Cannot write " + setup.foreign().shown(object.info().toString());
        check(object, deed);
        StoreClient store = client.orElseThrow(() -> new IllegalStateException("The writer was not started"));
        try {
            write(Content.of(object, setup.hidesMd5()), store);
        } catch (Refusal e) {
            throw Diagnosis.exception(deed, e, context.clock().instant());
        } catch (NoAnswer e) {
            throw Diagnosis.exception(deed, e);
        } catch (IllegalArgumentException e) {
            throw new RejectedException(
                    deed + ": it can't be sent (" + setup.foreign().shown(e.getMessage()) + ")", e);
        }
    }

    private static void check(StoredObject object, String deed) throws IOException {
        ObjectInfo info = object.info();
        if (!BUCKET.matcher(info.bucket()).matches()) {
            throw new OperatorNeededException(
                    deed + ": '" + info.bucket() + "' is no bucket's name: S3 wants 3 to 63 letters,"
                            + " digits, '-' and '.'; check the bucket's name (dirname) in the store's section");
        }
        if (info.key().isEmpty() || Arrays.stream(info.key().split("/")).anyMatch(S3Writer::isDots)) {
            throw new RejectedException(deed + ": a key must not be empty or have a part '.' or '..'");
        }
        if (object.size() > ObjectWriteArgs.MAX_PART_SIZE) {
            throw new RejectedException(deed + ": it has " + object.size() + " bytes, and S3 takes 5 GiB in one PUT");
        }
    }

    private static boolean isDots(String part) {
        return part.equals(".") || part.equals("..");
    }

    private void write(Content content, StoreClient store) throws IOException, InterruptedException {
        boolean guarded = guard.isUsed();
        boolean isThere = (!guarded || !directories.contains(content.directory())) && isThere(content, store);
        if (!isThere) {
            put(content, guarded, store);
        }
        doubtful.remove(content.identity());
        if (content.object().size() <= LARGEST_TRIAL && guard.beginTrial()) {
            tryGuard(content, store);
        }
    }

    /** Has the store put the object in its own place: the same bytes do no harm where it does not refuse them. */
    private void tryGuard(Content content, StoreClient store) {
        try {
            store.put(content, true);
            withoutGuard("ignores");
        } catch (Refusal e) {
            if (isKeyTaken(e)) {
                guard.works();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // It shows nothing; the object is stored all the same.
            return;
        } finally {
            guard.endTrial();
        }
    }

    private static boolean isKeyTaken(Refusal refusal) {
        return refusal.status() == 412 || refusal.code().equals("PreconditionFailed");
    }

    private void withoutGuard(String how) {
        if (guard.missing()) {
            context.logger()
                    .log(
                            System.Logger.Level.WARNING,
                            "The store " + how + " conditional writes (If-None-Match):"
                                    + " from now on it is asked before each write whether the key is taken");
        }
    }

    private void put(Content content, boolean guarded, StoreClient store) throws IOException, InterruptedException {
        try {
            store.put(content, guarded);
        } catch (Refusal e) {
            if (guarded && isKeyTaken(e)) {
                guard.works();
                settle(content, e, store);
            } else if (guarded && (e.status() == 501 || e.code().equals("NotImplemented"))) {
                putUnguarded(content, store);
            } else {
                // A gateway that says so has lost the store's answer.
                if (e.status() == 502 || e.status() == 504) {
                    doubtful.add(content.identity());
                }
                throw e;
            }
        } catch (NoAnswer e) {
            if (e.sent()) {
                doubtful.add(content.identity());
            }
            throw e;
        }
    }

    /** Finds out whether it is our own object that is in our way: stored once, but the answer was lost. */
    private void settle(Content content, Refusal refusal, StoreClient store) throws IOException, InterruptedException {
        switch (look(content, store)) {
            case SAME -> {}
            case OTHER -> throw taken(content);
            case NOTHING -> throw refusal;
            case HIDDEN -> {
                if (!doubtful.contains(content.identity())) {
                    throw taken(content);
                }
            }
        }
    }

    private void putUnguarded(Content content, StoreClient store) throws IOException, InterruptedException {
        if (!isThere(content, store)) {
            put(content, false, store);
        }
        withoutGuard("does not know");
    }

    private boolean isThere(Content content, StoreClient store) throws IOException, InterruptedException {
        Found found = look(content, store);
        if (found == Found.OTHER) {
            throw taken(content);
        }
        directories.add(content.directory());
        return found == Found.SAME;
    }

    private Found look(Content content, StoreClient store) throws IOException, InterruptedException {
        try {
            Optional<Headers> there = store.head(content.info());
            return there.map(headers -> content.isDescribedBy(headers) ? Found.SAME : Found.OTHER)
                    .orElse(Found.NOTHING);
        } catch (Refusal e) {
            if (Diagnosis.of(e).remedy() == Diagnosis.Remedy.WAIT) {
                throw e;
            }
            // The PUT will tell what is wrong, if more is than that we may not look.
            return Found.HIDDEN;
        }
    }

    private KeyTakenException taken(Content content) {
        doubtful.remove(content.identity());
        return new KeyTakenException("Cannot write "
                + setup.foreign().shown(content.info().toString()) + ": other content lies under this key");
    }
}
