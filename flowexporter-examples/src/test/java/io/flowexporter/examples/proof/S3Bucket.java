package io.flowexporter.examples.proof;

import io.flowexporter.examples.S3Server;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.Result;
import io.minio.messages.Item;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The bucket of an {@link S3Server}. */
final class S3Bucket implements Bucket {
    private static final String METADATA = "x-amz-meta-";

    private final MinioClient client;

    S3Bucket(S3Server server) {
        this.client = server.client();
    }

    @Override
    public SortedSet<String> keys() throws Exception {
        SortedSet<String> keys = new TreeSet<>();
        for (Result<Item> item : client.listObjects(ListObjectsArgs.builder()
                .bucket(S3Server.BUCKET)
                .recursive(true)
                .build())) {
            keys.add(item.get().objectName());
        }
        return keys;
    }

    @Override
    public Content get(String key) throws Exception {
        try (GetObjectResponse object = client.getObject(
                GetObjectArgs.builder().bucket(S3Server.BUCKET).object(key).build())) {
            Map<String, String> metadata = new TreeMap<>();
            object.headers().forEach(header -> {
                String name = header.getFirst().toLowerCase(Locale.ROOT);
                if (name.startsWith(METADATA)) {
                    metadata.put(name.substring(METADATA.length()), header.getSecond());
                }
            });
            return new Content(object.readAllBytes(), metadata);
        }
    }
}
