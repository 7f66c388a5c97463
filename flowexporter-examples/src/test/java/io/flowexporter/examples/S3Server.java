package io.flowexporter.examples;

import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.Result;
import io.minio.messages.Item;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;

/** An S3 server in this JVM with one bucket, that takes requests signed by the user of the original's files alone. */
final class S3Server implements AutoCloseable {
    /** The bucket that the original's files name. */
    static final String BUCKET = "bucket";

    private static final String USER = "user";
    private static final String PASSWORD = "password";

    private final BlobStore objects;
    private final S3Proxy server;

    private S3Server(BlobStore objects, S3Proxy server) {
        this.objects = objects;
        this.server = server;
    }

    static S3Server start() throws Exception {
        BlobStore objects = BlobStores.create("transient-nio2", new Properties());
        S3Proxy server = S3Proxy.builder()
                .blobStore(objects)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, USER, PASSWORD)
                .stopTimeout(0)
                .build();
        server.start();
        objects.createContainer(BUCKET);
        return new S3Server(objects, server);
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getPort();
    }

    /** What is in the bucket, as a client gets it. */
    StoredObjects objects() throws Exception {
        Map<String, byte[]> contents = new TreeMap<>();
        MinioClient client = MinioClient.builder()
                .endpoint(endpoint())
                .region("local")
                .credentials(USER, PASSWORD)
                .build();
        for (Result<Item> item : client.listObjects(
                ListObjectsArgs.builder().bucket(BUCKET).recursive(true).build())) {
            String key = item.get().objectName();
            try (InputStream in = client.getObject(
                    GetObjectArgs.builder().bucket(BUCKET).object(key).build())) {
                contents.put(key, in.readAllBytes());
            }
        }
        return new StoredObjects(contents);
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("Cannot stop the S3 server", e);
        }
        objects.close();
    }
}
