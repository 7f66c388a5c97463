package io.flowexporter.s3;

import io.flowexporter.api.Option;
import io.flowexporter.api.object.OperatorNeededException;
import io.flowexporter.api.object.RejectedException;
import io.flowexporter.api.object.RetryAfterException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a refusal means for the object and for the operator.
 *
 * @param remedy what may help
 * @param sentence what happened
 * @param advice what to do; may be ""
 */
record Diagnosis(Remedy remedy, String sentence, String advice) {
    /** What may make the store take the object. */
    enum Remedy {
        /** Time. */
        WAIT,
        /** Somebody who changes the store or the configuration. */
        REPAIR,
        /** Nothing. */
        NONE
    }

    private static final Map<String, Diagnosis> BY_CODE = byCode();

    private static Map<String, Diagnosis> byCode() {
        Map<String, Diagnosis> codes = new HashMap<>();
        for (String code : List.of(
                "SlowDown",
                "SlowDownRead",
                "SlowDownWrite",
                "Throttling",
                "ThrottlingException",
                "RequestLimitExceeded",
                "RequestThrottled",
                "TooManyRequests",
                "ServiceUnavailable",
                "InternalError",
                "OperationAborted",
                "ConditionalRequestConflict")) {
            codes.put(code, new Diagnosis(Remedy.WAIT, "the store can't take it now", ""));
        }
        for (String code : List.of(
                "RequestTimeout",
                "IncompleteBody",
                "BadDigest",
                "InvalidDigest",
                "XAmzContentSHA256Mismatch",
                "XAmzContentChecksumMismatch")) {
            codes.put(code, new Diagnosis(Remedy.WAIT, "it did not arrive whole", ""));
        }
        codes.put("SignatureDoesNotMatch", repair("the store refused the secret key", "check " + path(S3.SECRET_KEY)));
        codes.put(
                "InvalidAccessKeyId", repair("the store does not know the access key", "check " + path(S3.ACCESS_KEY)));
        for (String code : List.of("ExpiredToken", "InvalidToken", "TokenRefreshRequired", "RequestExpired")) {
            codes.put(
                    code,
                    repair(
                            "the store refused the token",
                            "check " + path(S3.SESSION_TOKEN) + " or " + path(S3.API_KEY)
                                    + ", and this machine's clock"));
        }
        codes.put(
                "RequestTimeTooSkewed",
                repair("the store's time is another than this machine's", "set this machine's clock"));
        for (String code : List.of(
                "AuthorizationHeaderMalformed",
                "AuthorizationQueryParametersError",
                "IllegalLocationConstraintException",
                "InvalidRegionName")) {
            codes.put(code, repair("the store refused the region", "check " + path(S3.REGION)));
        }
        codes.put(
                "NoSuchBucket",
                repair(
                        "the bucket does not exist",
                        "create it, or check the bucket's name (dirname) in the store's section"));
        codes.put(
                "InvalidBucketName",
                repair("this is no bucket's name", "check the bucket's name (dirname) in the store's section"));
        for (String code : List.of("QuotaExceeded", "XMinioStorageFull", "InsufficientStorage")) {
            codes.put(code, repair("the store is full", "make room in it"));
        }
        for (String code : List.of("InvalidRequest", "InvalidEncryptionAlgorithmError", "MissingSecurityHeader")) {
            codes.put(
                    code,
                    repair("the store can't do what was asked", "check " + path(S3.SSE) + " and the bucket's rules"));
        }
        for (String code : List.of(
                "EntityTooLarge",
                "EntityTooSmall",
                "KeyTooLong",
                "KeyTooLongError",
                "MetadataTooLarge",
                "InvalidArgument",
                "InvalidURI",
                "InvalidObjectName",
                "XMinioInvalidObjectName")) {
            codes.put(code, never());
        }
        return Map.copyOf(codes);
    }

    private static Diagnosis repair(String sentence, String advice) {
        return new Diagnosis(Remedy.REPAIR, sentence, advice);
    }

    private static Diagnosis never() {
        return new Diagnosis(Remedy.NONE, "the store will not take it", "");
    }

    private static String path(Option<?> option) {
        return option.path(S3.TYPE);
    }

    /** What that refusal means. */
    static Diagnosis of(Refusal refusal) {
        if (refusal.code().startsWith("KMS.")) {
            return repair("the store can't use the KMS key", "check " + path(S3.SSE));
        }
        return Optional.ofNullable(BY_CODE.get(refusal.code())).orElseGet(() -> ofStatus(refusal));
    }

    private static Diagnosis ofStatus(Refusal refusal) {
        int status = refusal.status();
        switch (status) {
            case 401, 403:
                return repair("the store denied access", "check that the credentials may put objects into the bucket");
            case 404:
                return repair(
                        "the store found no such bucket", "check " + path(S3.ENDPOINT) + " and the bucket's name");
            case 405, 501, 505:
                return repair("the store does not take such requests", "check " + path(S3.ENDPOINT));
            case 408, 409, 412, 425, 429:
                return new Diagnosis(Remedy.WAIT, "the store can't take it now", "");
            case 413, 414, 431:
                return never();
            case 507:
                return repair("the store is full", "make room in it");
            default:
                break;
        }
        if (status >= 300 && status < 400) {
            return repair("the store is at another place", "check " + path(S3.ENDPOINT) + " and " + path(S3.REGION));
        }
        if (status >= 400 && status < 500) {
            // Without a name for the error it is not S3 that answers, but perhaps a proxy: not the object's fault.
            return refusal.code().isEmpty()
                    ? repair("the answer is not an S3 store's", "check " + path(S3.ENDPOINT) + ", http or https too")
                    : never();
        }
        return new Diagnosis(
                Remedy.WAIT, status >= 500 ? "the store can't take it now" : "nothing shows that it was stored", "");
    }

    /**
     * The exception that says so.
     *
     * @param deed such as "Cannot write bucket/key"
     */
    static IOException exception(String deed, Refusal refusal, Instant now) {
        Diagnosis diagnosis = of(refusal);
        String message = deed + ": " + diagnosis.sentence + " (" + refusal.getMessage() + ")"
                + (diagnosis.advice.isEmpty() ? "" : "; " + diagnosis.advice);
        if (diagnosis.remedy == Remedy.NONE) {
            return new RejectedException(message, refusal);
        }
        if (diagnosis.remedy == Remedy.REPAIR) {
            return new OperatorNeededException(message, refusal);
        }
        Optional<Duration> delay = RetryAfter.delay(refusal.retryAfter(), now);
        return delay.isPresent()
                ? new RetryAfterException(message, delay.get(), refusal)
                : new IOException(message, refusal);
    }

    /** The exception that says that there was no answer, or no token to ask with. */
    static IOException exception(String deed, NoAnswer failure) {
        String message = deed + ": " + failure.getMessage();
        return failure.getCause() instanceof Refusal iam && isIamsOperators(iam.status())
                ? new OperatorNeededException(message, failure)
                : new IOException(message, failure);
    }

    /** Whether that status of IAM means a wrong API key or address. */
    private static boolean isIamsOperators(int status) {
        return status >= 300 && status < 500 && status != 408 && status != 425 && status != 429;
    }
}
