import torch, time, sys
from pathlib import Path
from sdq_lite.data import get_data
from sdq_lite.layers import calibrate, quantize
from sdq_lite.models import resnet20, load_weights
from sdq_lite.ship.c import *
from sdq_lite.ship.c import GCC
data=get_data("digits")
o=Path("/tmp/w/cc7/o")
model=load_weights(resnet20(channels=1),"data/results/digits/float.safetensors").eval()
q=load_weights(quantize(resnet20(channels=1), range(1,9), act_bits=4), "data/results/digits/sdq.safetensors").eval()
to_c(q,o/"net.c",data); 
f=quantize(model,32,32,32)
print(to_c(f,o/"float.c",data))
for n in ("net","float"):
    print(n, c_size(o/f"{n}.c"), c_size(o/f"{n}.c",("gcc","-std=c99","-Os")))
    net=CNetwork(o/f"{n}.c",(*GCC,"-Wall","-Wextra","-Werror","-pedantic"))
    t=time.time(); print(net.instructions(data.test.images[0]), time.time()-t)
    t=time.time(); r=net.run(data.test.images)[0]; print((r.argmax(1)==data.test.labels.numpy()).mean(), time.time()-t)
with torch.no_grad(): print(abs(model(data.normalize(data.test.images)).numpy()-r).max())
