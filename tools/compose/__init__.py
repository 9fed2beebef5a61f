"""`make compose-test`: docker compose brought up for real, an article through it, services killed.

engine.py      the Docker engine: the running one, or one of our own for the time of the test
stand_ins.py   base images built on the spot, for machines that reach no image registry
system.py      the running system: its containers and its API
reference.py   the alerts that have to come
chaos.py       services killed and restarted
storm.py       services killed, restarted, frozen and cut off at random
receiver.py    a webhook receiver in a container; subscriber.py subscribes it
monitoring.py  Prometheus, Alertmanager, Grafana and nginx
settings.py    secrets, configuration and variables of a run
__main__.py    the order of it all, and the report
"""
