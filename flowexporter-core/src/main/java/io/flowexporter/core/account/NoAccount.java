package io.flowexporter.core.account;

import io.flowexporter.api.StageType;
import io.flowexporter.api.stage.Account;

/** The account {@code none}: nothing is counted. */
public final class NoAccount {
    /** Its type. */
    public static final StageType<Account> TYPE = StageType.account("none", (settings, context) -> (info, bytes) -> {})
            .doc("Nothing is counted.");

    private NoAccount() {}
}
