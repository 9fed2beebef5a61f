# Turns KAFKA_* variables into properties, as the official image does, formats the storage once and serves.
set -e
env | grep '^KAFKA_' | grep -v '^KAFKA_HEAP_OPTS=' | while IFS='=' read -r name value; do
    key=${name#KAFKA_}; key=${key,,}; echo "${key//_/.}=$value"
done > /tmp/server.properties
export CLASSPATH="/opt/kafka/libs/*"
java="/opt/java/bin/java $KAFKA_HEAP_OPTS -XX:+UseSerialGC"
$java kafka.tools.StorageTool format --ignore-formatted -t bmV3cy1tb25pdG9yLTAwMQ -c /tmp/server.properties
exec $java kafka.Kafka /tmp/server.properties
