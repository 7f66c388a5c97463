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

/** An S3 server in this JVM, that takes requests signed by the user of the original's files alone. */
public final class S3Server implements AutoCloseable {
    /** The bucket that the original's files name. */
    public static final String BUCKET = "bucket";

    /** The user that they name. */
    public static final String USER = "user";

    /** That user's password. */
    public static final String PASSWORD = "password";

    private final BlobStore objects;
    private final S3Proxy server;

    private S3Server(BlobStore objects, S3Proxy server) {
        this.objects = objects;
        this.server = server;
    }

    /** A server with the bucket. */
    public static S3Server start() throws Exception {
        S3Server server = startWithoutBucket();
        server.createBucket();
        return server;
    }

    /** A server without any bucket. */
    public static S3Server startWithoutBucket() throws Exception {
        BlobStore objects = BlobStores.create("transient-nio2", new Properties());
        S3Proxy server = S3Proxy.builder()
                .blobStore(objects)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, USER, PASSWORD)
                .stopTimeout(0)
                .build();
        server.start();
        return new S3Server(objects, server);
    }

    /** Makes the bucket. */
    public void createBucket() {
        objects.createContainer(BUCKET);
    }

    /** Its address. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getPort();
    }

    /** A client that is let in. */
    public MinioClient client() {
        return MinioClient.builder()
                .endpoint(endpoint())
                .region("local")
                .credentials(USER, PASSWORD)
                .build();
    }

    /** What is in the bucket, as a client gets it. */
    StoredObjects objects() throws Exception {
        Map<String, byte[]> contents = new TreeMap<>();
        MinioClient client = client();
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
