import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes one message with each compression, as a Java program of somebody else would. */
class Produce {
  public static void main(String[] arguments) throws Exception {
    for (String compression : new String[] {"none", "gzip", "snappy", "lz4", "zstd"}) {
      Properties properties = new Properties();
      properties.putAll(Map.of("bootstrap.servers", arguments[0], "compression.type", compression));
      try (var producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
        producer.send(new ProducerRecord<>(arguments[1], "key " + compression, compression.repeat(100))).get();
      }
    }
  }
}
