package io.flowexporter.core.account;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.StageType;
import io.flowexporter.api.stage.Account;
import java.nio.file.Path;

/**
 * The account {@code file}: a JSON file with the bytes written in all and last. The count goes on after a restart. The
 * file is replaced whole; a copy is written beside it first, under the same name with {@code .bak} behind it.
 */
public final class AccountFile extends Configured<Account> {
    /** Where the file is. */
    public static final Option<Path> FILENAME = Option.of("filename", Path::of)
            .check(
                    path -> path.getFileName() != null
                            && !path.getFileName().toString().isEmpty(),
                    "must name a file")
            .mandatory()
            .doc("The JSON file that the bytes written are counted in. Its directory must be there.");

    /** Its type. */
    public static final StageType<Account> TYPE = StageType.account(
                    "file", (settings, context) -> new FileAccount(settings.get(FILENAME), context), FILENAME)
            .doc("Counts the bytes written in a JSON file, across restarts.");

    private AccountFile(Configured<Account> configured) {
        super(configured);
    }

    /** Counts in that file. */
    public static AccountFile in(Path filename) {
        return new AccountFile(TYPE.with(FILENAME, filename));
    }
}
