package io.flowexporter.core.runtime;

import io.flowexporter.api.object.StoredObject;
import io.flowexporter.api.stage.Account;
import java.util.Optional;

/** Tells the account of each object written, one at a time; a failure is logged and harms nothing. */
final class AccountLog {
    private final Optional<Account> account;
    private final System.Logger logger;

    AccountLog(Optional<Account> account, System.Logger logger) {
        this.account = account;
        this.logger = logger;
    }

    synchronized void written(StoredObject object) {
        if (account.isEmpty()) {
            return;
        }
        try {
            account.get().written(object.info(), object.size());
        } catch (Throwable e) {
            logger.log(
                    System.Logger.Level.WARNING,
                    "Not accounted for: {0} ({1} bytes): {2}",
                    Texts.clean(object.info().toString()),
                    Long.toString(object.size()),
                    Texts.of(Failures.survivable(e)));
        }
    }
}
