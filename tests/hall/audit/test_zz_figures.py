import time
from uuid import uuid4
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from standing.hall.audit.models import Record, Leaf
from standing.hall.audit import verification, exports
from tests.make import audit as make
@pytest.mark.django_db
@pytest.mark.parametrize("n",[20000,40000])
def test_figures(n,tmp_path):
    t=time.time()
    Record.objects.bulk_create([Record(id=uuid4(),verb="plans.file",subject="s",actor="a",at=make.AT,facts={"n":i}) for i in range(n)],batch_size=5000)
    a=time.time()
    with CaptureQueriesContext(connection) as c: make.seal()
    b=time.time()
    for i in range(3): make.record(100+i); 
    t1=time.time(); make.seal(); t2=time.time()
    assert verification.verify_database().holds
    t3=time.time(); exports.write_export(path=tmp_path/"x", sample=False); t4=time.time()
    print(n,"insert",round(a-t,2),"seal",round(b-a,2),"queries",len(c),"seal 3 more",round(t2-t1,3),"verify",round(t3-t2,2),"export",round(t4-t3,2))
    import subprocess,sys
    t5=time.time(); print(subprocess.run([sys.executable,"tools/verify_log.py",str(tmp_path/"x")],capture_output=True,text=True).stdout.splitlines()[0],round(time.time()-t5,2))
